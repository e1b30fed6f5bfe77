import type { HomePort, NodeTablePort, ShardServicePort } from '../ports';

/** The world of a node. */
export interface NodePorts {
  readonly table: NodeTablePort;
  readonly homes: HomePort;
  readonly service: ShardServicePort;
  /** Whether the service can take a shard now. @default - always */
  readonly isServiceAnswering?: () => boolean;
  /** Told what failed and is left to the sweep; must not throw. @default - nobody */
  readonly onFault?: (shardId: string, error: unknown) => void;
}
