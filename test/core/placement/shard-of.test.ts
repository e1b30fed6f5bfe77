import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { murmur3 } from '../../../core/placement/hash';
import { shardKeyOf } from '../../../core/placement/shard-key';
import { shardIdOf, shardOf } from '../../../core/placement/shard-of';

interface HashVector {
  readonly key: string;
  readonly utf8Hex: string;
  readonly hash: number;
  readonly shardOf7: number;
  readonly shardOf50000: number;
}

const DOCUMENTS = path.join(__dirname, '../../../docs');
const VECTORS: readonly HashVector[] = JSON.parse(
  readFileSync(path.join(DOCUMENTS, 'hash-vectors.json'), 'utf8'),
).vectors;
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('published test vectors', () => {
  it.each(VECTORS)('hold for $utf8Hex', ({ key, utf8Hex, hash, shardOf7, shardOf50000 }) => {
    expect(Buffer.from(key, 'utf8').toString('hex')).toBe(utf8Hex);
    expect([murmur3(key), shardOf(key, 7), shardOf(key, 50_000)]).toEqual([hash, shardOf7, shardOf50000]);
  });

  it('are of texts of every length modulo 4, of characters of 1 to 4 bytes, empty and long', () => {
    const lengths = VECTORS.map(({ utf8Hex }) => utf8Hex.length / 2);
    expect(new Set(lengths.map((length) => length % 4)).size).toBe(4);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([0, 2000]);
    const widths = VECTORS.flatMap(({ key }) => [...key].map((character) => Buffer.byteLength(character)));
    expect(new Set(widths)).toEqual(new Set([1, 2, 3, 4]));
  });

  it.skipIf(!hasPython)('hold for the Python program in the document (skipped without python3)', () => {
    const document = readFileSync(path.join(DOCUMENTS, 'placement.md'), 'utf8');
    const program = /```python\n([^`]*)```/.exec(document)?.[1] ?? '';
    const input = JSON.stringify(VECTORS.map(({ utf8Hex }) => utf8Hex));
    const printing = `import json, sys\nprint(json.dumps([murmur3(bytes.fromhex(key)) for key in json.load(sys.stdin)]))`;
    const output = execFileSync('python3', ['-c', `${program}\n${printing}`], { input, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual(VECTORS.map(({ hash }) => hash));
  });
});

describe('shardIdOf', () => {
  it('names the shard as the fleet does', () => {
    expect(shardIdOf('user-42', 50_000)).toBe('shard-12080');
    expect(shardIdOf('x\u0000y', 50_000)).toBe('shard-00690');
    const ids = new Set(Array.from({ length: 200 }, (_, index) => shardIdOf(`key-${index}`, 12)));
    expect([...ids].sort()).toEqual(shardIds(12));
  });

  it('refuses a count that is none', () => {
    expect(() => shardIdOf('any', 0)).toThrow('shardCount is 0');
  });
});

describe('shardOf', () => {
  it('stays below the count, and spreads keys over all shards', () => {
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const shard = shardOf(`key-${index}`, 10);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(counts).toHaveLength(10);
    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1100);
  });

  it('gives the only shard, and the hash itself at the largest count', () => {
    expect([shardOf('any', 1), shardOf('test', 2 ** 32)]).toEqual([0, 0xba6bd213]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('refuses %d shards', (count) => {
    expect(() => shardOf('any', count)).toThrow(`shardCount is ${count}; accepted: a whole number from 1 to 2^32`);
  });
});

describe('shardKeyOf', () => {
  const record = { $id: 'r1', userId: 'u1', projectId: 'p1', $collectionId: 'c1' };

  it.each([
    ['user', 'u1'],
    ['project', 'p1'],
    ['document', 'c1'],
    ['file', 'r1'],
    ['constructor', 'r1'],
  ])('shards a %s by %s', (type, key) => {
    expect(shardKeyOf(type, record)).toBe(key);
  });

  it('falls back to id, and to the text itself', () => {
    expect(shardKeyOf('file', { $id: '', id: 'f7' })).toBe('f7');
    expect(shardKeyOf('file', 'bucket/f7')).toBe('bucket/f7');
  });

  it.each([
    [42, '42'],
    [0, '0'],
    [2n ** 64n, '18446744073709551616'],
  ])('takes the whole number %s', (userId, key) => {
    expect(shardKeyOf('user', { userId })).toBe(key);
  });

  it.each([undefined, null, '', 1.5, 2 ** 53, Number.NaN, {}, true])(
    'refuses %j as a key, also beside an id',
    (userId) => {
      const given = { id: 'r1', userId };
      expect(() => shardKeyOf('user', given)).toThrow("type 'user' has no shard key: userId is missing or no key");
    },
  );

  it('refuses a record without id, an empty text, and a text where a member is asked', () => {
    expect(() => shardKeyOf('file', {})).toThrow('$id or id is missing or no key');
    expect(() => shardKeyOf('file', null as never)).toThrow('$id or id is missing or no key');
    expect(() => shardKeyOf('file', '')).toThrow("The key of type 'file' is empty");
    expect(() => shardKeyOf('user', 'u1')).toThrow("type 'user' is sharded by userId, but only a text was given");
  });

  it('takes rules of one’s own instead', () => {
    expect(shardKeyOf('order', { customer: 'c9', id: 'o1' }, { order: 'customer' })).toBe('c9');
    expect(shardKeyOf('user', record, {})).toBe('r1');
  });
});
