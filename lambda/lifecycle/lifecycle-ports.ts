import type { LeaseObservations } from '../../core/fleet/membership';
import type { Progress } from '../../core/lifecycle/decide-lifecycle';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import type { EventPort, GroupPort, LogPort, TablePort } from '../ports';
import type { LastKept } from '../report/select-news';

/** What the lifecycle function needs of the world. */
export interface LifecyclePorts {
  readonly table: TablePort;
  readonly group: GroupPort;
  readonly events: EventPort;
  readonly log: LogPort;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly clock: () => number;
}

/**
 * What does not change while the function lives. It knows no observe-only mode: a hook that nobody answers ends the
 * instance or keeps it, so not answering would be acting.
 */
export interface LifecycleSettings {
  readonly fleetName: string;
  readonly policy: FleetPolicy;
  readonly launchHookName: string;
  readonly terminateHookName: string;
}

/** Version of the memory; another one is forgotten. */
export const MEMORY_FORMAT = 1;

/** What the lifecycle function remembers; all of it is safe to lose. */
export interface LifecycleMemory {
  readonly formatVersion: number;
  readonly observations: LeaseObservations;
  readonly progress: Progress;
  readonly lastKept: LastKept;
}
