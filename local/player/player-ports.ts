import type { GroupState } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';

/** What the player needs of the cloud. */
export interface PlayerPorts {
  /** The group as AWS lists it. */
  describeGroup(): Promise<GroupState>;
  /** All rows of shards, strongly consistent. */
  readShards(): Promise<readonly Shard[]>;
}
