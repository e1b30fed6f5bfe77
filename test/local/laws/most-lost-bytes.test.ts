import { describe, expect, it } from 'vitest';
import { mostLostBytes } from '../../../local/laws/most-lost-bytes';
import type { WriteEvent } from '../../../local/laws/write-record';

const TEN_EACH = (shardIds: readonly string[]) => 10 * shardIds.length;

function open(nodeId: string, shardId: string): WriteEvent {
  return { kind: 'open', atMs: 0, nodeId, shardId, epoch: 1, validUntilMs: 1000 };
}

function crash(nodeId: string, atMs: number): WriteEvent {
  return { kind: 'crash', atMs, nodeId };
}

describe('mostLostBytes', () => {
  it('is 0 without a crash', () => {
    expect(mostLostBytes([open('a', 's')], TEN_EACH)).toBe(0);
  });

  it('counts what a node served when it crashed, without what it had closed', () => {
    const closed: WriteEvent = { kind: 'close', atMs: 1, nodeId: 'a', shardId: 's' };
    const events = [open('a', 's'), open('a', 't'), open('b', 'u'), closed, crash('a', 2)];

    expect(mostLostBytes(events, TEN_EACH)).toBe(10);
  });

  it('counts a shard once, though its node crashes again', () => {
    expect(mostLostBytes([open('a', 's'), crash('a', 2), crash('a', 3)], TEN_EACH)).toBe(10);
  });

  it('sums over nodes that crash at one moment, and takes the worst moment', () => {
    const events = [open('a', 's'), open('b', 't'), open('c', 'u'), crash('a', 2), crash('b', 2), crash('c', 3)];

    expect(mostLostBytes(events, TEN_EACH)).toBe(20);
  });
});
