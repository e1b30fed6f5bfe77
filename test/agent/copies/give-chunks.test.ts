import { describe, expect, it } from 'vitest';
import { giveChunks } from '../../../agent/copies/give-chunks';

const MEBIBYTE = 1024 * 1024;

function counter(bytes = 0): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4)).fill(bytes);
}

describe('giveChunks', () => {
  it('gives the memory of chunks that have it for themselves, and counts it', () => {
    const waiting = counter(5);
    const chunks = [new Uint8Array(3), new Uint8Array(4)];
    const { given, memory } = giveChunks(chunks, 100, waiting);
    expect(given).toEqual({ chunks, position: 100, sizeBytes: 7 });
    expect(memory).toEqual(chunks.map(({ buffer }) => buffer));
    expect(waiting[0]).toBe(12);
  });

  it.each([
    ['a part of a larger memory', new Uint8Array(new ArrayBuffer(8), 0, 4)],
    ['memory that threads share', new Uint8Array(new SharedArrayBuffer(4))],
  ])('keeps all chunks when one lies in %s', (_, chunk) => {
    const waiting = counter();
    expect(giveChunks([new Uint8Array(4), chunk], 0, waiting)).toEqual({ memory: [] });
    expect(waiting[0]).toBe(0);
  });

  it('gives 32 MiB and no byte more while nothing is used', () => {
    const waiting = counter(31 * MEBIBYTE);
    expect(giveChunks([new Uint8Array(MEBIBYTE + 1)], 0, waiting).given).toBeUndefined();
    expect(giveChunks([new Uint8Array(MEBIBYTE)], 0, waiting).given).toBeDefined();
    expect(giveChunks([new Uint8Array(1)], 0, waiting).given).toBeUndefined();
  });
});
