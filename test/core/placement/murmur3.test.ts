import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur3 } from '../../../core/placement/hash';

/** MurmurHash3_x86_32 over bytes, written apart from the code under test, with 64-bit arithmetic. */
function reference(bytes: Buffer, seed: number): number {
  const mask = 0xffffffffn;
  const rotate = (value: bigint, bits: bigint) => ((value << bits) | (value >> (32n - bits))) & mask;
  const scrambled = (block: bigint) => (rotate((block * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask;
  let hash = BigInt(seed);
  let offset = 0;
  for (; offset + 4 <= bytes.length; offset += 4) {
    hash = (rotate(hash ^ scrambled(BigInt(bytes.readUInt32LE(offset))), 13n) * 5n + 0xe6546b64n) & mask;
  }
  const rest = bytes.length - offset;
  hash ^= rest > 0 ? scrambled(BigInt(bytes.readUIntLE(offset, rest))) : 0n;
  hash ^= BigInt(bytes.length);
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & mask;
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & mask;
  return Number(hash ^ (hash >> 16n));
}

describe('murmur3', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0, 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ])('gives the published hash of %j with seed %i', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash);
  });

  it.each(['ä', '日本語', '🙂', 'a🙂é', 'shard-00042', 'x\u0000y'])('hashes the UTF-8 bytes of %j', (text) => {
    expect(murmur3(text)).toBe(reference(Buffer.from(text, 'utf8'), 0));
  });

  it('takes a lone surrogate for U+FFFD, as Buffer does', () => {
    expect(murmur3('a\ud800b')).toBe(reference(Buffer.from('a\ud800b', 'utf8'), 0));
  });

  it('agrees with an independent implementation on any text and seed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 0xffffffff }), (text, seed) => {
        expect(murmur3(text, seed)).toBe(reference(Buffer.from(text, 'utf8'), seed));
      }),
      { numRuns: 500 },
    );
  });
});
