import type { NodeFault } from '../core/fleet/node';
import type { TransferStatus } from './copies/transfer-slots';
import type { OpenShardStat } from './due-for-flush';

/** What the agent is about, at one moment. */
export interface AgentStatus {
  /**
   * `fenced`: called dead, the process must end; `gave-up`: the service was silent for too long, likewise; `left`: ended by
   * itself, as was asked.
   */
  readonly state: 'starting' | 'serving' | 'leaving' | 'left' | 'fenced' | 'gave-up';
  readonly leaseRemainingMs: number;
  /** Since the last heartbeat ended, well or not. */
  readonly heartbeatAgeMs: number;
  /** Shards that the node owns, most unflushed bytes first. */
  readonly open: readonly OpenShardStat[];
  /** Ids of those that it accepts writes for: none once the lease is over. */
  readonly accepting: readonly string[];
  /** Shards that it serves to readers. */
  readonly followed: readonly string[];
  readonly movesUnderWay: number;
  /** Age of the oldest write that is not durable yet. */
  readonly unflushedSeconds: number;
  readonly faults: readonly NodeFault[];
  /** Absent when nobody bounds transfers. */
  readonly transfers?: TransferStatus;
}

/** Returns the age of the oldest unflushed write, in seconds, 0 without any. */
export function unflushedSeconds(open: readonly OpenShardStat[]): number {
  return open.reduce((oldest, { stat }) => Math.max(oldest, (stat?.dirtyForMs ?? 0) / 1000), 0);
}

/** Why an agent ends that nobody has told to. */
export const WHY_ENDING = {
  'gave-up': 'the service has not answered for too long; the agent must start anew',
  fenced: 'the controller called this start of the agent dead; it must start anew',
} as const;

/** Whether the process must end with a failure, so that it is started anew as another incarnation. */
export function mustStartAnew({ state }: Pick<AgentStatus, 'state'>): boolean {
  return state === 'fenced' || state === 'gave-up';
}
