/** That a node follows a shard, as the node finds it in the table. */
export interface Follow {
  readonly shardId: string;
  readonly nodeId: string;
}
