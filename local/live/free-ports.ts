import { findFreePort } from '../cloud/emulator/free-port';
import type { NodePorts } from './live-node';

/** Returns two free ports on loopback. */
export async function findNodePorts(): Promise<NodePorts> {
  const agent = await findFreePort();
  const service = await findFreePort();
  return agent === service ? findNodePorts() : { agent, service };
}
