import type { WriteEvent } from './write-record';

/** A stretch of time in which one node accepts writes for one shard under one epoch: `[startMs, endMs)`. */
export interface WriteInterval {
  readonly shardId: string;
  readonly nodeId: string;
  readonly epoch: number;
  readonly startMs: number;
  /** When the node stopped: by closing, by crashing, or because its lease ran out. */
  readonly endMs: number;
  /** As `endMs`, but a crashed node counts until its lease ends: seen from outside it may only be cut off. */
  readonly possibleEndMs: number;
}

interface OpenShard {
  readonly epoch: number;
  readonly startMs: number;
}

interface NodeState {
  validUntilMs: number;
  readonly open: Map<string, OpenShard>;
}

/**
 * Returns the intervals that a record amounts to, in no particular order; what is still open at its end counts until
 * the lease's end. A lease that ran out before it was extended splits the interval. O(events + extensions of open
 * shards after a lapse).
 */
export function toWriteIntervals(events: readonly WriteEvent[]): readonly WriteInterval[] {
  const builder = new IntervalBuilder();
  for (const event of events) {
    builder.take(event);
  }
  return builder.finish();
}

class IntervalBuilder {
  private readonly nodes = new Map<string, NodeState>();
  private readonly intervals: WriteInterval[] = [];

  take(event: WriteEvent): void {
    const node = this.nodeOf(event.nodeId);
    switch (event.kind) {
      case 'ready':
        break;
      case 'open':
        this.open(event, node);
        break;
      case 'close':
        this.end(event.nodeId, node, event.shardId, event.atMs, event.atMs);
        break;
      case 'extend':
        this.extend(event, node);
        break;
      case 'crash':
        this.endAll(event.nodeId, node, event.atMs);
        break;
    }
  }

  finish(): readonly WriteInterval[] {
    for (const [nodeId, node] of this.nodes) {
      this.endAll(nodeId, node, Number.POSITIVE_INFINITY);
    }
    return this.intervals;
  }

  private nodeOf(nodeId: string): NodeState {
    const node = this.nodes.get(nodeId) ?? { validUntilMs: 0, open: new Map() };
    this.nodes.set(nodeId, node);
    return node;
  }

  /** Opening again under the same epoch changes nothing; under another it ends the old interval. */
  private open(event: Extract<WriteEvent, { kind: 'open' }>, node: NodeState): void {
    if (node.open.get(event.shardId)?.epoch === event.epoch && event.atMs < node.validUntilMs) {
      return;
    }
    this.end(event.nodeId, node, event.shardId, event.atMs, event.atMs);
    node.validUntilMs = Math.max(node.validUntilMs, event.validUntilMs);
    node.open.set(event.shardId, { epoch: event.epoch, startMs: event.atMs });
  }

  private extend(event: Extract<WriteEvent, { kind: 'extend' }>, node: NodeState): void {
    if (event.atMs >= node.validUntilMs) {
      const lapsed = [...node.open];
      this.endAll(event.nodeId, node, event.atMs);
      for (const [shardId, shard] of lapsed) {
        node.open.set(shardId, { epoch: shard.epoch, startMs: event.atMs });
      }
    }
    node.validUntilMs = Math.max(node.validUntilMs, event.validUntilMs);
  }

  private endAll(nodeId: string, node: NodeState, atMs: number): void {
    for (const shardId of [...node.open.keys()]) {
      this.end(nodeId, node, shardId, atMs, Number.POSITIVE_INFINITY);
    }
  }

  private end(nodeId: string, node: NodeState, shardId: string, atMs: number, possiblyAtMs: number): void {
    const shard = node.open.get(shardId);
    if (!shard) {
      return;
    }
    node.open.delete(shardId);
    const endMs = Math.min(atMs, node.validUntilMs);
    const possibleEndMs = Math.min(possiblyAtMs, node.validUntilMs);
    if (possibleEndMs > shard.startMs) {
      this.intervals.push({ shardId, nodeId, epoch: shard.epoch, startMs: shard.startMs, endMs, possibleEndMs });
    }
  }
}

/** Returns the intervals by shard, each list in order of start. O(I log I). */
export function intervalsByShard(intervals: readonly WriteInterval[]): ReadonlyMap<string, readonly WriteInterval[]> {
  const byShard = new Map<string, WriteInterval[]>();
  for (const interval of intervals) {
    const list = byShard.get(interval.shardId) ?? [];
    list.push(interval);
    byShard.set(interval.shardId, list);
  }
  for (const list of byShard.values()) {
    list.sort((first, second) => first.startMs - second.startMs);
  }
  return byShard;
}
