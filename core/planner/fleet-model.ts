import type { PlannerPolicy, Resource } from './planner-input';

/** No node: of a replica that is missing. */
export const NOWHERE = -1;

/** Nodes as columns: each array has one entry a node. */
export interface NodeColumns {
  readonly ids: readonly string[];
  /** Number of the zone. */
  readonly zones: Int32Array;
  readonly capacityBytes: Float64Array;
  /** By resource. */
  readonly capacityLoads: readonly Float64Array[];
  /** 1 for a node that takes shards. */
  readonly takes: Uint8Array;
  /** 1 for a node that must be emptied. */
  readonly leaves: Uint8Array;
  /** 1 for a node whose replicas are lost. */
  readonly isDown: Uint8Array;
}

/** Shards as columns: each array has one entry a shard. */
export interface ShardColumns {
  readonly ids: readonly string[];
  readonly sizeBytes: Float64Array;
  /** By resource: of one replica. */
  readonly loads: readonly Float64Array[];
}

/**
 * A fleet in numbers. Shard `s` has the replicas `s × stride` to `s × stride + stride − 1`; a replica's entry in `homes` is its node
 * once moves in flight are done, or `NOWHERE`.
 */
export interface FleetModel {
  readonly nodes: NodeColumns;
  readonly zoneNames: readonly string[];
  readonly resources: readonly (Resource | 'load')[];
  readonly shards: ShardColumns;
  readonly stride: number;
  readonly homes: Int32Array;
  /** 1 for a replica in flight, which stays where it is going. */
  readonly pinned: Uint8Array;
  readonly flights: readonly Flight[];
  readonly policy: PlannerPolicy;
  readonly isRebalancing: boolean;
}

/** A move in flight, by numbers of nodes. */
export interface Flight {
  readonly from: number;
  readonly to: number;
}

/** The shard of a replica. */
export function shardOf(model: FleetModel, replica: number): number {
  return Math.floor(replica / model.stride);
}
