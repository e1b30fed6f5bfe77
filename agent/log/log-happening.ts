import type { AgentHappening } from '../agent-parts';
import { WHY_ENDING } from '../agent-status';
import { faultCode } from '../faults/fault-code';
import type { AgentLog } from './agent-log';

/** Steps that are counted as metrics alone: a line for each would drown the others. */
const QUIET: readonly AgentHappening['kind'][] = ['made-durable', 'moved'];

/**
 * Writes what happened. `opened`, `extended`, `stopped` and `lost` show when the node accepted writes for which shard:
 * their times are on the machine's monotonic clock.
 */
export function logHappening(log: AgentLog, happening: AgentHappening, monotonicMs: number): void {
  const { kind } = happening;
  if (QUIET.includes(kind)) {
    return;
  }
  if (happening.kind === 'fault') {
    if (happening.isNew) {
      const { action, shardId, error } = happening;
      log.warn({ event: kind, action, shardId, ...errorFields(error) }, `${action} failed`);
    }
    return;
  }
  if (happening.kind === 'lost') {
    const { shardId, epoch, error } = happening;
    log.error({ event: kind, shardId, epoch, monotonicMs, ...errorFields(error) }, 'another owner has sealed the home');
    return;
  }
  const { kind: event, ...fields } = happening;
  if (kind === 'fenced' || kind === 'gave-up') {
    log.error({ event, reason: WHY_ENDING[kind], monotonicMs }, event);
    return;
  }
  log.info({ event, ...fields, monotonicMs }, event);
}

/** Stacks are left out: the name says what to look up, and a line stays short. */
export function errorFields(error: unknown): { readonly code: string; readonly reason: string } {
  return { code: faultCode(error), reason: error instanceof Error ? error.message : String(error) };
}
