import type { Agent } from '../agent';
import type { AgentLog } from '../log/agent-log';
import { errorFields } from '../log/log-happening';
import { orAborted, pause } from './repeat';

/** Wait between attempts to leave. */
const RETRY_MS = 1000;

/** Returns whether the node left with every shard flushed, before the signal was aborted. */
export async function leaveFleet(
  leave: () => Promise<void>,
  agent: Agent,
  log: AgentLog,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      await orAborted(leave(), signal);
    } catch (error) {
      log.error({ event: 'not-left', ...errorFields(error) }, 'some shards could not be closed; the agent tries again');
    }
    if (agent.status().state !== 'leaving') {
      break;
    }
    await pause(RETRY_MS, signal);
  }
  return !['leaving', 'serving', 'gave-up'].includes(agent.status().state);
}
