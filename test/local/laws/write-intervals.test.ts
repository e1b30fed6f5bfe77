import { describe, expect, it } from 'vitest';
import { toWriteIntervals } from '../../../local/laws/write-intervals';
import type { WriteEvent } from '../../../local/laws/write-record';

function open(atMs: number, validUntilMs: number, epoch = 1): WriteEvent {
  return { kind: 'open', atMs, nodeId: 'a', shardId: 's', epoch, validUntilMs };
}

function extend(atMs: number, validUntilMs: number): WriteEvent {
  return { kind: 'extend', atMs, nodeId: 'a', validUntilMs };
}

function close(atMs: number): WriteEvent {
  return { kind: 'close', atMs, nodeId: 'a', shardId: 's' };
}

function spans(events: readonly WriteEvent[]): readonly (readonly number[])[] {
  return toWriteIntervals(events).map((found) => [found.startMs, found.endMs, found.possibleEndMs]);
}

describe('toWriteIntervals', () => {
  it('ends an interval when the node closes the shard', () => {
    expect(spans([open(10, 100), close(50)])).toEqual([[10, 50, 50]]);
  });

  it('ends an interval with the lease when the node never closes', () => {
    expect(spans([open(10, 100)])).toEqual([[10, 100, 100]]);
  });

  it('goes on for as long as the lease is extended', () => {
    expect(spans([open(10, 100), extend(60, 160), extend(120, 220), close(200)])).toEqual([[10, 200, 200]]);
  });

  it('is split by a lease that ran out before it was extended', () => {
    expect(spans([open(10, 100), extend(150, 250), close(200)])).toEqual([
      [10, 100, 100],
      [150, 200, 200],
    ]);
  });

  it('ends at a crash, but counts as possible until the lease ends', () => {
    expect(spans([open(10, 100), { kind: 'crash', atMs: 40, nodeId: 'a' }])).toEqual([[10, 40, 100]]);
  });

  it('goes on when the shard is opened again under the same epoch', () => {
    expect(spans([open(10, 100), open(20, 100), close(50)])).toEqual([[10, 50, 50]]);
  });

  it('starts anew when the shard is opened under another epoch', () => {
    expect(spans([open(10, 100), open(20, 100, 2), close(50)])).toEqual([
      [10, 20, 20],
      [20, 50, 50],
    ]);
  });

  it('has no interval for a shard opened after the lease ran out', () => {
    expect(spans([open(100, 100), close(150)])).toEqual([]);
  });

  it('has no interval for a close without an open', () => {
    expect(spans([close(50)])).toEqual([]);
  });
});
