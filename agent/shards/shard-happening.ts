/** What happens to a shard on the node, for logs, metrics and whoever watches. */
export type ShardHappening =
  | { readonly kind: 'opened'; readonly shardId: string; readonly epoch: number; readonly validUntilMs: number }
  | { readonly kind: 'extended'; readonly validUntilMs: number }
  | { readonly kind: 'stopped'; readonly shardId: string; readonly epoch: number }
  | { readonly kind: 'flushed'; readonly shardId: string; readonly epoch: number; readonly version: number }
  | { readonly kind: 'lost'; readonly shardId: string; readonly epoch: number; readonly error: Error }
  | { readonly kind: 'collected'; readonly shardId: string; readonly objects: number }
  | { readonly kind: 'fault'; readonly shardId?: string; readonly error: unknown };
