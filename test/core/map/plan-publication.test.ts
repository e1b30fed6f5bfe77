import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catchUp, keysOf, planCatchUp, type ReadMap } from '../../../core/map/catch-up';
import type { MapContent } from '../../../core/map/map-content';
import { changeKey, type MapHead, snapshotKey } from '../../../core/map/map-format';
import { MOST_CHANGES, nextHead, planPublication, publicationWaitMs } from '../../../core/map/plan-publication';
import { changeText, snapshotText } from '../../../core/map/write-map';
import { anyContent, content, regularContent } from './map-fixtures';

/** A bucket and its publisher, as short as they can be. */
class Bucket {
  head: MapHead | undefined;
  readonly texts = new Map<string, string>();

  publish(present: MapContent, published: MapContent | undefined): string {
    const plan = planPublication({ head: this.head, lastVersion: this.head?.version ?? 0, published, present });
    if (plan.kind !== 'nothing') {
      const isChange = plan.kind === 'change';
      const key = isChange ? changeKey(plan.version, 'u') : snapshotKey(plan.version, 'u');
      this.texts.set(key, isChange ? changeText(plan.version, plan.difference) : snapshotText(plan));
      this.head = nextHead(this.head, plan, key, 0);
    }
    return plan.reason.code;
  }

  read(known?: ReadMap): ReadMap | undefined {
    const plan = this.head && planCatchUp(known?.key, this.head);
    if (plan === undefined) {
      return known;
    }
    const read = catchUp(known?.content, plan, new Map(keysOf(plan).map((key) => [key, this.texts.get(key)])));
    if (read.kind !== 'map') {
      throw new Error(JSON.stringify(read));
    }
    return read.map;
  }
}

const owned = (owner: string, epoch: number) => ({ owner, epoch, followers: [] });
const node = { address: 'h:1', zone: 'z' };
const move = (present: MapContent, index: number, epoch: number): MapContent => {
  const id = `shard-${String(index).padStart(5, '0')}`;
  const [owner = ''] = present.nodes.keys();
  return { ...present, shards: new Map(present.shards).set(id, owned(owner, epoch)) };
};

describe('planning a publication', () => {
  it('begins with a snapshot of version 1', () => {
    const present = content({ a: node }, { s1: owned('a', 1), s2: owned('a', 1) });
    expect(planPublication({ lastVersion: 0, present })).toMatchObject({ kind: 'snapshot', version: 1, entries: 3 });
  });

  it('writes nothing while the table holds no shards, be it that a map is published', () => {
    const bucket = new Bucket();
    expect(bucket.publish(content({ a: node }, {}), undefined)).toBe('no-shards');
    const full = regularContent(2, 4);
    bucket.publish(full, undefined);
    expect(bucket.publish(content({ a: node }, {}), full)).toBe('no-shards');
  });

  it('writes a change with the one shard that moved', () => {
    const before = regularContent(4, 100);
    const bucket = new Bucket();
    bucket.publish(before, undefined);
    const present = move(before, 7, 99);
    const plan = planPublication({ head: bucket.head, lastVersion: 1, published: before, present });
    expect(plan).toMatchObject({ kind: 'change', version: 2, entries: 1, reason: { code: 'changed' } });
    expect(plan.kind === 'change' && [...plan.difference.shards.keys()]).toEqual(['shard-00007']);
  });

  it.each([
    ['its epoch', { owner: 'a', epoch: 2, followers: ['b'] }],
    ['its owner', { owner: 'b', epoch: 1, followers: ['b'] }],
    ['that it has no owner', { owner: null, epoch: 1, followers: ['b'] }],
    ['the order of its followers', { owner: 'a', epoch: 1, followers: [] }],
  ])('publishes of a shard %s', (_, shard) => {
    const before = content({ a: node, b: node }, { s1: { owner: 'a', epoch: 1, followers: ['b'] }, s2: owned('a', 1) });
    const bucket = new Bucket();
    bucket.publish(before, undefined);
    expect(bucket.publish({ ...before, shards: new Map(before.shards).set('s1', shard) }, before)).toBe('changed');
  });

  it('publishes that a node has another address, and that one is gone', () => {
    const before = content({ a: node, b: node }, { s1: owned('a', 1), s2: owned('a', 1), s3: owned('a', 1) });
    const present = content(
      { a: { ...node, address: 'h:2' } },
      { s1: owned('a', 1), s2: owned('a', 1), s3: owned('a', 1) },
    );
    const bucket = new Bucket();
    bucket.publish(before, undefined);
    const known = bucket.read();
    expect(bucket.publish(present, before)).toBe('changed');
    expect(bucket.read(known)?.content.nodes).toEqual(new Map([['a', { address: 'h:2', zone: 'z' }]]));
  });

  it('writes a snapshot in place of change 65', () => {
    let present = regularContent(4, 1000);
    const bucket = new Bucket();
    bucket.publish(present, undefined);
    const codes: string[] = [];
    for (let count = 0; count <= MOST_CHANGES; count += 1) {
      const next = move(present, count, 100);
      codes.push(bucket.publish(next, present));
      present = next;
    }
    expect(codes.slice(0, -1)).toEqual(Array.from({ length: MOST_CHANGES }, () => 'changed'));
    expect(codes.at(-1)).toBe('many-changes');
    expect(bucket.head).toMatchObject({ version: 66, snapshot: { version: 66 }, changes: [] });
  });

  it('writes a snapshot once the changes are over half of it', () => {
    const before = regularContent(2, 8);
    const bucket = new Bucket();
    bucket.publish(before, undefined);
    const half = [0, 1, 2, 3, 4].reduce((present, index) => move(present, index, 50), before);
    expect(bucket.publish(half, before)).toBe('changed');
    expect(bucket.publish(move(half, 5, 50), half)).toBe('large-changes');
  });

  it('writes a snapshot of the next version when readers cannot read what is published', () => {
    const bucket = new Bucket();
    bucket.publish(regularContent(2, 8), undefined);
    expect(bucket.publish(regularContent(2, 8), undefined)).toBe('unreadable-map');
    expect(bucket.head?.version).toBe(2);
  });

  it('follows the versions of a head that was lost', () => {
    expect(planPublication({ lastVersion: 41, present: regularContent(1, 1) })).toMatchObject({ version: 42 });
  });

  it('plans nothing after what it planned, and readers have what the table said, whichever version they knew', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyContent, fc.boolean()), { minLength: 1, maxLength: 12 }), (steps) => {
        const bucket = new Bucket();
        let published: MapContent | undefined;
        let rare: ReadMap | undefined;
        for (const [present, reads] of steps) {
          const before = bucket.head?.version ?? 0;
          bucket.publish(present, published);
          if (present.shards.size > 0) {
            published = present;
            expect(bucket.publish(present, published)).toBe('up-to-date');
          }
          expect((bucket.head?.version ?? 0) - before).toBeLessThanOrEqual(1);
          rare = reads ? bucket.read(rare) : rare;
          expect(bucket.read(rare)?.content).toEqual(published);
          expect(bucket.read()?.content).toEqual(published);
        }
      }),
    );
  });
});

describe('the pace of publications', () => {
  const head = { publishedAtMs: 10_000 } as MapHead;

  it.each([
    ['all of 5 s for a head of now', 10_000, 5000],
    ['the rest of 5 s', 12_000, 3000],
    ['nothing after 5 s', 15_000, 0],
    ['nothing for a head from the future of a faster clock', 9000, 0],
    ['nothing long after', 99_000, 0],
  ])('waits %s', (_, nowMs, waitMs) => {
    expect(publicationWaitMs(head, nowMs)).toBe(waitMs);
  });

  it('waits for nothing before the first one', () => {
    expect(publicationWaitMs(undefined, 0)).toBe(0);
  });
});

describe('catching up', () => {
  const bucket = new Bucket();
  const first = regularContent(2, 20);
  bucket.publish(first, undefined);
  bucket.publish(move(first, 0, 9), first);
  const head = bucket.head as MapHead;

  const [snapshot, change] = [head.snapshot.key, head.changes[0]?.key];

  it('reads only changes from a map that the head still leads on from', () => {
    expect(planCatchUp(snapshot, head)).toEqual({ changes: head.changes });
  });

  it('reads nothing when the head ends in the map that is known', () => {
    expect(planCatchUp(change, head)).toBeUndefined();
  });

  it('reads everything from a map that the head does not list, be it of the same version', () => {
    const whole = { snapshot: head.snapshot, changes: head.changes };
    expect(planCatchUp(snapshotKey(0, 'u'), head)).toEqual(whole);
    expect(planCatchUp(changeKey(2, 'other'), head)).toEqual(whole);
  });

  it('tells which object is gone, of a newer format, or of another version', () => {
    const plan = planCatchUp(snapshot, head) ?? { changes: [] };
    const [key = ''] = keysOf(plan);
    const read = (text?: string) => catchUp(first, plan, new Map([[key, text]]));
    expect(read()).toEqual({ kind: 'gone', key });
    expect(read('{"formatVersion":7}')).toEqual({ kind: 'newer-format', key, formatVersion: 7 });
    expect(read(bucket.texts.get(key)?.slice(0, -1))).toMatchObject({ kind: 'damaged', key });
    expect(read(bucket.texts.get(key)?.replace('"version":2', '"version":3'))).toMatchObject({ kind: 'damaged', key });
  });
});
