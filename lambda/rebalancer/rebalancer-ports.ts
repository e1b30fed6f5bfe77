import type { LeaseObservations } from '../../core/fleet/membership';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import type { EventPort, GroupPort, LogPort, TablePort } from '../ports';
import type { LastKept } from '../report/select-news';

/** What the rebalancer needs of the world. */
export interface RebalancerPorts {
  readonly table: TablePort;
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

/** What the rebalancer remembers from tick to tick; all of it is safe to lose. */
export interface RebalancerMemory {
  readonly formatVersion: number;
  readonly observations: LeaseObservations;
  readonly brakedTicks: number;
  readonly isRebalancing: boolean;
  readonly lastKept: LastKept;
}
