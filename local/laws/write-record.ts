/**
 * What nodes say of the writes they accept, in the order in which they say it. Times are the nodes' clock, in
 * milliseconds. A node accepts writes for a shard from `open` until `close`, `crash` or the end of its lease.
 */
export type WriteEvent =
  | { readonly kind: 'ready'; readonly atMs: number; readonly nodeId: string }
  | {
      readonly kind: 'open';
      readonly atMs: number;
      readonly nodeId: string;
      readonly shardId: string;
      readonly epoch: number;
      readonly validUntilMs: number;
    }
  | { readonly kind: 'close'; readonly atMs: number; readonly nodeId: string; readonly shardId: string }
  | { readonly kind: 'extend'; readonly atMs: number; readonly nodeId: string; readonly validUntilMs: number }
  | { readonly kind: 'crash'; readonly atMs: number; readonly nodeId: string };

/** The owner that the shard table named from a moment on. */
export interface OwnerChange {
  readonly atMs: number;
  readonly shardId: string;
  readonly owner: string | null;
  readonly epoch: number;
}

/** An append-only record of what nodes said and what the table named; the laws are counted from it. */
export class WriteRecord {
  private readonly said: WriteEvent[] = [];
  private readonly named: OwnerChange[] = [];

  append(event: WriteEvent): void {
    this.said.push(event);
  }

  appendOwner(change: OwnerChange): void {
    this.named.push(change);
  }

  get events(): readonly WriteEvent[] {
    return this.said;
  }

  get ownerChanges(): readonly OwnerChange[] {
    return this.named;
  }
}
