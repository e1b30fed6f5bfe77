import type { FleetNode, GroupState, NodeControl } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { FleetPolicy } from '../policy/fleet-policy';
import type { WindowBounds } from '../scaling-policy/schedule-window';
import type { RollSwitch } from '../table/table-schema';
import type { DemandWindow } from './demand-window';
import type { FleetForecastMemory } from './fleet-forecast-memory';
import type { NodeWaste } from './node-waste';

/** A launch that AWS could not make, or that ended before it was in service. */
export interface LaunchFailure {
  readonly failedAtMs: number;
  /** Whether AWS said that it has no capacity. */
  readonly noCapacity: boolean;
  /** As AWS words it. */
  readonly message: string;
  /** Whether a launch succeeded after it, so that it stands in the way of none. @default false */
  readonly hasSucceededSince?: boolean;
}

/** What the number of nodes is decided from, all of it read in this tick but what was remembered. */
export interface ScalingInput {
  readonly nowMs: number;
  readonly policy: FleetPolicy;
  readonly group: GroupState;
  readonly nodes: readonly FleetNode[];
  readonly controls: ReadonlyMap<string, NodeControl>;
  /** Strongly consistent; absent means not read, and then nothing is terminated. */
  readonly shards?: readonly Shard[];
  /** Newest first; only needed while AWS owes the group instances. */
  readonly failedLaunches: readonly LaunchFailure[];
  readonly halted: boolean;
  /** Whether every node is to be ended. */
  readonly parked: boolean;
  /** Nodes that are to be replaced. @default - none */
  readonly roll?: RollSwitch;
  /** What the policy's windows come to now. */
  readonly windows: WindowBounds;
  /** From the last tick, as are the next two; absent after a loss of memory. */
  readonly window: DemandWindow | undefined;
  readonly forecast?: FleetForecastMemory;
  readonly waste?: NodeWaste;
}
