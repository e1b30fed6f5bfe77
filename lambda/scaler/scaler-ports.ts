import type { LeaseObservations } from '../../core/fleet/membership';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import type { DemandWindow } from '../../core/scaling/demand-window';
import type { FleetForecastMemory } from '../../core/scaling/fleet-forecast-memory';
import type { NodeWaste } from '../../core/scaling/node-waste';
import type { EventPort, GroupPort, LogPort, TablePort } from '../ports';
import type { LastKept } from '../report/select-news';

/** What the scaler needs of the world. */
export interface ScalerPorts {
  readonly table: TablePort;
  readonly group: GroupPort;
  readonly events: EventPort;
  readonly log: LogPort;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly clock: () => number;
}

/** What does not change while the function lives. */
export interface ScalerSettings {
  readonly fleetName: string;
  readonly policy: FleetPolicy;
  /** False in observe-only mode: decide and report, change nothing. */
  readonly acts: boolean;
}

/**
 * Version of the scaler's memory; an older one is forgotten, which delays scale-in and take-overs, and the forecast learns anew.
 */
export const MEMORY_FORMAT = 2;

/** What the scaler remembers from tick to tick; all of it is safe to lose. An item holds 400 KB; a forecast takes 20 to 40. */
export interface ScalerMemory {
  readonly formatVersion: number;
  readonly observations: LeaseObservations;
  readonly window?: DemandWindow;
  readonly forecast?: FleetForecastMemory;
  readonly waste?: NodeWaste;
  readonly lastKept: LastKept;
}
