import type { CopyPort, HomePort, ProgramPort } from '../ports';
import type { ShardHappening } from './shard-happening';

/** The world of a keeper. */
export interface ShardKeeperParts {
  readonly nodeId: string;
  readonly homes: HomePort;
  readonly copies: CopyPort;
  readonly program: ProgramPort;
  /** Whether the copy of a shard stays although the node no longer owns it, because it follows the shard. */
  readonly keepsCopy?: (shardId: string) => boolean;
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  /** Told after each happening; must not throw. */
  readonly onHappening: (happening: ShardHappening) => void;
}
