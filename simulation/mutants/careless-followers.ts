import { FollowedShards, type FollowedShardsParts } from '../../agent/followers/followed-shards';
import { SimulatedAgent } from '../actors/simulated-agent';

/** An agent that lets the service read what it follows before the copy has come. */
export class HastyFollower extends SimulatedAgent {
  protected override follows(parts: FollowedShardsParts): FollowedShards {
    const directory = (shardId: string) => parts.copies.directory(shardId);
    const copies = { directory, hydrate: async () => true, holds: async () => true };
    return new FollowedShards({ ...parts, copies });
  }
}

class Clinging extends FollowedShards {
  override isFollowed(): boolean {
    return true;
  }
}

/** An agent that keeps every copy it once had, as if it were to follow the shard. */
export class ClingingFollower extends SimulatedAgent {
  protected override follows(parts: FollowedShardsParts): FollowedShards {
    return new Clinging(parts);
  }
}
