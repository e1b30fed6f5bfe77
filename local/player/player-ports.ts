import type { HomePort, NodeTablePort } from '../../agent/ports';
import type { GroupState, Heartbeat } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';

/** What the player needs of the cloud. */
export interface PlayerPorts {
  readonly table: NodeTablePort;
  readonly homes: HomePort;
  /** The group as AWS lists it. */
  describeGroup(): Promise<GroupState>;
  /** All rows of shards, strongly consistent. */
  readShards(): Promise<readonly Shard[]>;
  /** Writes all heartbeats or none; false when none was written: one was refused, or they are too many at once. */
  renewAll(heartbeats: readonly Heartbeat[]): Promise<boolean>;
}
