import type { Agent } from '../agent';
import { FencedIncarnationError } from '../errors';
import type { AgentLog } from '../log/agent-log';
import { errorFields } from '../log/log-happening';
import { pause } from './repeat';

/** Wait between attempts to join. */
const RETRY_MS = 1000;

/**
 * Joins the fleet, again and again until it goes through or the signal is aborted.
 * @throws FencedIncarnationError when this incarnation was called dead.
 */
export async function joinFleet(agent: Agent, log: AgentLog, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await agent.start();
      return;
    } catch (error) {
      if (error instanceof FencedIncarnationError) {
        throw error;
      }
      log.warn({ event: 'not-joined', ...errorFields(error) }, 'the node could not join the fleet; it tries again');
    }
    await pause(RETRY_MS, signal);
  }
}
