import type { LeaseObservations } from '../../core/fleet/membership';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import type { AvoidedTargets } from '../../core/rebalance/avoided-targets';
import type { MoveLimit } from '../../core/rebalance/move-limit';
import type { MoveTimeouts } from '../../core/rebalance/move-timeouts';
import type { UnservedTicks } from '../../core/rebalance/unserved-shards';
import type { DrainWatches } from '../../core/rebalance/watch-drains';
import type { EventPort, GroupPort, HomeEpochPort, LogPort, TablePort } from '../ports';
import type { LastKept } from '../report/select-news';

/** What the rebalancer needs of the world. */
export interface RebalancerPorts {
  readonly table: TablePort;
  readonly homes: HomeEpochPort;
  readonly group: Pick<GroupPort, 'describe'>;
  readonly events: EventPort;
  readonly log: LogPort;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly clock: () => number;
}

/** What does not change while the function lives. */
export interface RebalancerSettings {
  readonly fleetName: string;
  readonly policy: FleetPolicy;
  /** False in observe-only mode: decide and report, change nothing. */
  readonly acts: boolean;
}

/** Version of the rebalancer's memory; an older one is forgotten, which only delays take-overs. */
export const MEMORY_FORMAT = 1;

/**
 * What the rebalancer remembers from tick to tick; all of it is safe to lose. Each member is bounded, so that it fits into
 * an item of 400 KB at 1000 nodes and 50 000 shards.
 */
export interface RebalancerMemory {
  readonly formatVersion: number;
  readonly observations: LeaseObservations;
  /** When the read of the nodes began that the observations are from. */
  readonly nodesReadMs?: number;
  readonly brakedTicks: number;
  readonly isRebalancing: boolean;
  readonly lastKept: LastKept;
  readonly avoided?: AvoidedTargets;
  readonly unserved?: UnservedTicks;
  readonly timeouts?: MoveTimeouts;
  /** Until when owners from before the rows were made may have a lease. */
  readonly formerLeasesUntilMs?: number;
  /** How many moves may be in flight, as learned from how they went. */
  readonly moveLimit?: MoveLimit;
  readonly drains?: DrainWatches;
}
