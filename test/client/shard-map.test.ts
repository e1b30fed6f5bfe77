import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DamagedMapError,
  MapClosedError,
  MapNotPublishedError,
  MapSourceError,
  type MapUpdate,
  NewerMapFormatError,
  OlderMapError,
  ShardMap,
  type ShardMapError,
  StaleMapError,
  UnknownShardError,
} from '../../client';
import type { MapContent, MapShard } from '../../core/map/map-content';
import { content, regularContent } from '../core/map/map-fixtures';
import { MemorySource } from './memory-source';

const SHARD = 'shard-00003';
const FAST = { everyMs: 100 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a shard map', () => {
  let source: MemorySource;
  let present: MapContent;
  const maps: ShardMap[] = [];

  beforeEach(() => {
    source = new MemorySource();
    present = regularContent(4, 100, 1);
    source.publish(present);
  });
  afterEach(() => {
    for (const map of maps.splice(0)) map.close();
  });

  const load = async () => {
    const map = await ShardMap.load({ source });
    maps.push(map);
    return map;
  };
  const change = (changes: Partial<MapShard>, id = SHARD) => {
    const shard = { owner: null, epoch: 0, followers: [], ...present.shards.get(id), ...changes };
    present = { ...present, shards: new Map(present.shards).set(id, shard) };
    source.publish(present);
  };
  /** Publishes something just before the nth head that is asked for from now on. */
  const atRead = (nth: number, publish: () => void) => {
    const before = source.beforeRead;
    let heads = 0;
    source.beforeRead = async (what, signal) => {
      await before(what, signal);
      heads += what === 'head' ? 1 : 0;
      if (what === 'head' && heads === nth) publish();
    };
  };
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('when it is loaded', () => {
    it('tells owner, epoch and followers of a shard with their addresses', async () => {
      const node = (index: number) => {
        const nodeId = `i-${String(index).padStart(17, '0')}`;
        return { nodeId, address: `10.0.0.${index}:7070`, zone: `eu-central-1${'abca'[index]}` };
      };
      const map = await load();
      expect(map.lookup(SHARD)).toEqual({ shardId: SHARD, owner: node(3), epoch: 4, followers: [node(0)] });
      expect(map.shardIds).toHaveLength(100);
    });

    it('leaves out an owner that there is not, and nodes of unknown address', async () => {
      source = new MemorySource();
      const shards = {
        s1: { owner: null, epoch: 2, followers: ['gone'] },
        s2: { owner: 'gone', epoch: 1, followers: [] },
      };
      source.publish(content({}, shards));
      const map = await load();
      expect(map.lookup('s1')).toEqual({ shardId: 's1', epoch: 2, followers: [] });
      expect(map.lookup('s2').owner).toBeUndefined();
    });

    it('throws on a shard that it does not know', async () => {
      const map = await load();
      expect(() => map.lookup('shard-3')).toThrow(UnknownShardError);
      expect(() => map.lookup('shard-3')).toThrow("no shard 'shard-3' among its 100");
    });

    it('fails when nothing is published', async () => {
      source = new MemorySource();
      expect(await failure(load())).toBeInstanceOf(MapNotPublishedError);
      expect(source.closed).toBe(true);
    });

    it('fails when the head is truncated, and says so', async () => {
      source.headText = source.headText?.slice(0, 60);
      const error = await failure(load());
      expect(error).toBeInstanceOf(DamagedMapError);
      expect(String(error)).toContain('map/head.json: it is not JSON (60 characters); it may be truncated');
    });

    it('fails when the snapshot is truncated, and names it', async () => {
      source.texts.set('map/snapshots/1-u.json', '{"formatVersion":1');
      const error = await failure(load());
      expect(error).toBeInstanceOf(DamagedMapError);
      expect(String(error)).toContain('map/snapshots/1-u.json');
    });

    it.each(['head', 'snapshot'])('fails when the %s has a newer format, and says to update', async (which) => {
      const newer = '{"formatVersion":2}';
      if (which === 'head') source.headText = newer;
      else source.texts.set('map/snapshots/1-u.json', newer);
      const error = await failure(load());
      expect(error).toBeInstanceOf(NewerMapFormatError);
      expect(String(error)).toContain('update cdk-elastic-fleet');
    });

    it('reads the head again when an object is gone that it named', async () => {
      const stale = source.headText;
      source.texts.delete('map/snapshots/1-u.json');
      const fresh = new MemorySource();
      fresh.publish(present);
      source.beforeRead = async (what) => {
        if (what.startsWith('map/snapshots/1-')) {
          source.texts.set(
            'map/snapshots/2-v.json',
            (fresh.texts.get('map/snapshots/1-u.json') ?? '').replace('"version":1', '"version":2'),
          );
          source.headText = stale?.replaceAll('1-u', '2-v').replaceAll('"version":1', '"version":2');
        }
      };
      expect((await load()).version).toBe(2);
    });

    it('fails when an object stays gone', async () => {
      source.texts.clear();
      const error = await failure(load());
      expect(error).toBeInstanceOf(DamagedMapError);
      expect(source.reads.filter((read) => read === 'head')).toHaveLength(3);
    });

    it('gives a request up after its time limit, also when garbage is collected before', async () => {
      source.beforeRead = (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          setImmediate(collectGarbage);
        });
      const error = await failure(ShardMap.load({ source, requestTimeoutMs: 50 }));
      expect(String(error)).toContain('no answer within the timeout of 50 ms');
      expect(error).toBeInstanceOf(MapSourceError);
    });

    it.each([[{ requestTimeoutMs: 0 }], [{ requestTimeoutMs: Number.NaN }]])(
      'refuses a time of %o',
      async (options) => {
        expect(await failure(ShardMap.load({ source, ...options }))).toBeInstanceOf(RangeError);
      },
    );
  });

  describe('while it is watched', () => {
    it('takes changes over one by one, tells of them, and reads nothing else', async () => {
      const map = await load();
      source.reads.length = 0;
      const updates: MapUpdate[] = [];
      map.watch({ ...FAST, onChange: (update) => updates.push(update) });
      change({ epoch: 5 });
      await expect.poll(() => map.lookup(SHARD).epoch).toBe(5);
      await expect.poll(() => source.reads).toContain('head (unchanged)');
      expect(updates).toEqual([{ fromVersion: 1, version: 2 }]);
      expect(source.reads.filter((read) => read !== 'head (unchanged)')).toEqual(['head', 'map/changes/2-u.json']);
    });

    it('loads the snapshot when the head leads on from a later one only', async () => {
      const map = await load();
      map.watch(FAST);
      present = {
        ...present,
        shards: new Map([...present.shards].map(([id, shard]) => [id, { ...shard, epoch: 77 }])),
      };
      source.publish(present);
      await expect.poll(() => map.lookup(SHARD).epoch).toBe(77);
      expect(source.reads.at(-1)).not.toContain('changes');
    });

    it('keeps the last map and ages while the store is out of reach, then goes on', async () => {
      const map = await load();
      const faults: ShardMapError[] = [];
      source.beforeRead = async () => {
        throw new Error('no route');
      };
      map.watch({ ...FAST, onFault: (fault) => faults.push(fault) });
      await expect.poll(() => faults.length).toBeGreaterThan(1);
      expect(map.lookup(SHARD).epoch).toBe(4);
      expect(map.ageMs).toBeGreaterThan(190);
      expect(map.fault?.message).toContain('no route');
      source.beforeRead = async () => {};
      const mendedMs = performance.now();
      await expect.poll(() => map.fault).toBeUndefined();
      expect(map.ageMs).toBeLessThanOrEqual(performance.now() - mendedMs);
    });

    it.each([
      ['truncated', DamagedMapError, (text: string) => text.slice(0, -2)],
      ['of a newer format', NewerMapFormatError, () => '{"formatVersion":2}'],
    ])('keeps the last map when a change is %s', async (_, kind, spoil) => {
      const map = await load();
      change({ epoch: 5 });
      source.texts.set('map/changes/2-u.json', spoil(source.texts.get('map/changes/2-u.json') ?? ''));
      map.watch(FAST);
      await expect.poll(() => map.fault).toBeInstanceOf(kind);
      expect(map.version).toBe(1);
      expect(map.lookup(SHARD).epoch).toBe(4);
    });

    it('looks on when its source has not answered and pays no heed to its signal', async () => {
      const map = await ShardMap.load({ source, requestTimeoutMs: 50 });
      maps.push(map);
      source.beforeRead = () => new Promise(() => {});
      map.watch(FAST);
      await expect.poll(() => map.fault).toBeInstanceOf(MapSourceError);
      source.beforeRead = async () => {};
      await expect.poll(() => map.fault).toBeUndefined();
    });

    it('never goes back to an older version', async () => {
      const older = source.headText;
      change({ epoch: 5 });
      const map = await load();
      source.headText = older;
      map.watch(FAST);
      await expect.poll(() => map.fault).toBeInstanceOf(OlderMapError);
      expect(map.lookup(SHARD).epoch).toBe(5);
    });

    it('stops when the signal tells it to, and then when close does', async () => {
      const map = await load();
      const stop = new AbortController();
      map.watch({ ...FAST, signal: stop.signal });
      await expect.poll(() => source.reads).toContain('head (unchanged)');
      stop.abort();
      const { length } = source.reads;
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(source.reads).toHaveLength(length);
      map.watch(FAST);
      await expect.poll(() => source.reads.length).toBeGreaterThan(length);
      map.close();
      const closedAt = source.reads.length;
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(source.reads).toHaveLength(closedAt);
      expect(source.closed).toBe(true);
      expect(map.lookup(SHARD).epoch).toBe(4);
    });

    it('tells nobody of what it finds after it was stopped', async () => {
      const map = await load();
      const stop = new AbortController();
      const told: unknown[] = [];
      change({ epoch: 5 });
      source.beforeRead = async () => stop.abort();
      map.watch({ ...FAST, signal: stop.signal, onChange: (update) => told.push(update) });
      await expect.poll(() => map.version).toBe(2);
      await new Promise((resolve) => setTimeout(resolve, 0));
      expect(told).toEqual([]);
    });

    it('refuses to look more often than each 100 ms', async () => {
      const map = await load();
      expect(() => map.watch({ everyMs: 99 })).toThrow('everyMs is 99; accepted: milliseconds from 100');
    });
  });

  describe('when a node has refused a shard', () => {
    it('waits until the map has the epoch that the node named', async () => {
      const map = await load();
      atRead(2, () => change({ epoch: 5 }));
      atRead(3, () => change({ epoch: 6, owner: 'i-00000000000000000' }));
      const place = await map.refresh({ shardId: SHARD, atLeastEpoch: 6, timeoutMs: 120_000 });
      expect(place).toMatchObject({ epoch: 6, owner: { nodeId: 'i-00000000000000000' } });
      const changes = ['map/changes/2-u.json', 'map/changes/3-u.json'];
      expect(source.reads.slice(2)).toEqual(['head (unchanged)', 'head', changes[0], 'head', changes[1]]);
    });

    it('asks nobody when the map has that epoch already', async () => {
      const map = await load();
      source.reads.length = 0;
      expect((await map.refresh({ shardId: SHARD, atLeastEpoch: 4 })).epoch).toBe(4);
      expect(source.reads).toEqual([]);
    });

    it('makes one request for many callers', async () => {
      const map = await load();
      change({ epoch: 5 });
      source.reads.length = 0;
      await Promise.all(Array.from({ length: 50 }, () => map.refresh({ shardId: SHARD, atLeastEpoch: 5 })));
      expect(source.reads).toEqual(['head', 'map/changes/2-u.json']);
    });

    it('shares the looks of many callers that wait', async () => {
      const map = await load();
      source.reads.length = 0;
      const wait = { shardId: SHARD, atLeastEpoch: 5, timeoutMs: 800 };
      await Promise.all(Array.from({ length: 50 }, () => failure(map.refresh(wait))));
      expect(source.reads.length).toBeLessThan(8);
    });

    it.each([
      ['answers', async () => {}],
      ['fails', () => Promise.reject(new Error('no route'))],
    ])('spares a store that %s the looks of callers that come one after another', async (_, beforeRead) => {
      const map = await load();
      let heads = 0;
      source.beforeRead = () => {
        heads += 1;
        return beforeRead();
      };
      for (let caller = 0; caller < 100; caller += 1) {
        await failure(map.refresh({ shardId: SHARD, atLeastEpoch: 5, timeoutMs: 1 }));
      }
      expect(heads).toBeGreaterThan(0);
      expect(heads).toBeLessThan(30);
    });

    it('gives up in time, and says which epoch it has found', async () => {
      const map = await load();
      const error = await failure(map.refresh({ shardId: SHARD, atLeastEpoch: 5, timeoutMs: 300 }));
      expect(error).toBeInstanceOf(StaleMapError);
      expect(error).toMatchObject({ shardId: SHARD, wantedEpoch: 5, foundEpoch: 4 });
      expect(source.reads.length).toBeLessThan(6);
    });

    it('gives up in time when the store does not answer, and keeps what was wrong before as the cause', async () => {
      const map = await load();
      let reads = 0;
      source.beforeRead = () => {
        reads += 1;
        return reads === 1 ? Promise.reject(new Error('no route')) : new Promise(() => {});
      };
      const error = await failure(map.refresh({ shardId: SHARD, atLeastEpoch: 5, timeoutMs: 400 }));
      expect(error).toBeInstanceOf(StaleMapError);
      expect(String((error as Error).cause)).toContain('no route');
    });

    it('gives up at once when the map has a newer format', async () => {
      const map = await load();
      source.headText = '{"formatVersion":2}';
      const error = await failure(map.refresh({ shardId: SHARD, atLeastEpoch: 5 }));
      expect(error).toBeInstanceOf(NewerMapFormatError);
    });

    it('waits for a shard that the map does not know yet', async () => {
      const map = await load();
      atRead(2, () => change({ epoch: 1, owner: 'i-00000000000000000' }, 'shard-00100'));
      expect((await map.refresh({ shardId: 'shard-00100', atLeastEpoch: 1, timeoutMs: 120_000 })).epoch).toBe(1);
    });

    it('gives up when its signal or close says so', async () => {
      const map = await load();
      const stop = new AbortController();
      const stopped = failure(map.refresh({ shardId: SHARD, atLeastEpoch: 9, signal: stop.signal }));
      stop.abort(new Error('enough'));
      expect(String(await stopped)).toContain('enough');
      const closed = failure(map.refresh({ shardId: SHARD, atLeastEpoch: 9 }));
      map.close();
      expect(await closed).toBeInstanceOf(MapClosedError);
    });
  });
});
