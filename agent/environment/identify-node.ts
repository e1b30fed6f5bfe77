import { randomUUID } from 'node:crypto';
import type { AgentIdentity } from '../agent-parts';
import type { AgentSettings } from './read-agent-environment';

/** What the instance's metadata tell of it; a `MetadataClient` gives it. */
export interface InstanceFacts {
  readonly instanceId: string;
  readonly zone: string;
  readonly privateAddress: string;
}

/** Returns who the node is, for one start of its agent. The instance is asked only for what the settings lack. */
export async function identifyNode(
  settings: Pick<AgentSettings, 'nodeId' | 'zone' | 'host' | 'servicePort'>,
  instance: () => Promise<InstanceFacts>,
): Promise<AgentIdentity> {
  const { nodeId, zone, host, servicePort } = settings;
  const isComplete = nodeId !== undefined && zone !== undefined && host !== undefined;
  const facts = isComplete ? undefined : await instance();
  return {
    nodeId: nodeId ?? facts?.instanceId ?? '',
    incarnation: randomUUID(),
    zone: zone ?? facts?.zone ?? '',
    address: `${host ?? facts?.privateAddress}:${servicePort}`,
  };
}
