import type { ServiceFloor } from '../../core/contract';
import type { LeaseObservations } from '../../core/fleet/membership';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import type { DemandWindow } from '../../core/scaling/demand-window';
import type { EventPort, FloorPort, GroupPort, LogPort, ServiceMetricPort, TablePort } from '../ports';
import type { LastKept } from '../report/select-news';

/** What the scaler needs of the world. */
export interface ScalerPorts {
  readonly table: TablePort;
  readonly group: GroupPort;
  readonly serviceMetrics: ServiceMetricPort;
  readonly floors: FloorPort;
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
  readonly serviceFloors: readonly ServiceFloor[];
}

/** Version of the scaler's memory; an older one is forgotten, which only delays scale-in and take-overs. */
export const MEMORY_FORMAT = 1;

/** What the scaler remembers from tick to tick; all of it is safe to lose. */
export interface ScalerMemory {
  readonly formatVersion: number;
  readonly observations: LeaseObservations;
  readonly window?: DemandWindow;
  readonly lastKept: LastKept;
}
