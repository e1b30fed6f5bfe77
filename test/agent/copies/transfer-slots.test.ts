import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type PartTransfer, TransferSlots } from '../../../agent/copies/transfer-slots';
import { CopyFixture, manifestOf } from './copy-fixture';

/** Slots for four parts, on a clock that the test sets. */
function slotsOf(ceiling = 4) {
  const clock = { nowMs: 0 };
  const congestions: number[] = [];
  const onCongested = (limit: number) => congestions.push(limit);
  const slots = new TransferSlots({ ceiling, clock: () => clock.nowMs, onCongested });
  return { slots, clock, congestions };
}

const PART: PartTransfer = { shardId: 's', direction: 'fetch', isWhole: true };

/** Transfers parts, so many side by side as there are slots; each takes so long. */
async function transfer({ slots, clock }: ReturnType<typeof slotsOf>, parts: number, tookMs: number, part = PART) {
  const ends: (() => void)[] = [];
  let mostAtOnce = 0;
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  let isDone = false;
  const all = Promise.all(Array.from({ length: parts }, () => slots.run(part, work)));
  const done = all.then(() => {
    isDone = true;
  });
  while (!isDone) {
    await setImmediate();
    mostAtOnce = Math.max(mostAtOnce, ends.length);
    clock.nowMs += tookMs;
    for (const end of ends.splice(0)) end();
  }
  await done;
  return mostAtOnce;
}

describe('the slots of transfers', () => {
  it('are as many as the ceiling at first, and half after a request was throttled, once for all under way', async () => {
    const world = slotsOf();
    const { slots, congestions } = world;
    expect(await transfer(world, 6, 1)).toBe(4);
    const requests = [slots.watch(), slots.watch()];
    for (const met of requests) met();
    expect(slots.status()).toMatchObject({ limit: 2, underWay: 0, halvings: 1 });
    expect(congestions).toEqual([2]);
    expect(await transfer(world, 2, 1)).toBe(2);
    slots.watch()();
    expect(slots.status()).toMatchObject({ limit: 1, halvings: 2 });
  });

  it('let what is under way go on, and start nothing new above the limit', async () => {
    const { slots } = slotsOf();
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => ends.push(resolve));
    const parts = Array.from({ length: 6 }, () => slots.run(PART, work));
    await setImmediate();
    slots.watch()();
    const started = [ends.length];
    for (let ended = 0; ended < 6; ended += 1) {
      ends[ended]?.();
      await setImmediate();
      started.push(ends.length);
    }
    expect(started).toEqual([4, 4, 4, 5, 6, 6, 6]);
    await Promise.all(parts);
  });

  it('grow by one after a full round, of small parts too', async () => {
    const world = slotsOf(8);
    world.slots.watch()();
    expect(world.slots.status().limit).toBe(4);
    await transfer(world, 4 + 4, 1, { ...PART, isWhole: false });
    expect(world.slots.status().limit).toBe(5);
  });

  it('are half after two rounds of parts that took far longer than usual, either way by its own measure', async () => {
    const world = slotsOf();
    await transfer(world, 16, 100);
    await transfer(world, 16, 1000, { ...PART, direction: 'store' });
    expect(world.slots.status().limit).toBe(4);
    await transfer(world, 9, 300);
    expect(world.slots.status().limit).toBe(2);
    expect(world.congestions).toEqual([]);
  });

  it('take no small part for the measure of whole ones', async () => {
    const world = slotsOf();
    await transfer(world, 64, 1, { ...PART, isWhole: false });
    await transfer(world, 64, 1000);
    expect(world.slots.status().halvings).toBe(0);
  });

  it('learn at one part at a time what is usual now, so that they are all back', async () => {
    const world = slotsOf();
    await transfer(world, 16, 100);
    await transfer(world, 80, 900);
    expect(world.slots.status()).toMatchObject({ limit: 4, halvings: 2 });
  });

  it('call the node congested for two minutes after a halving', () => {
    const { slots, clock } = slotsOf();
    expect(slots.status().isCongested).toBe(false);
    slots.watch()();
    clock.nowMs = 119_999;
    expect(slots.status().isCongested).toBe(true);
    clock.nowMs = 120_000;
    expect(slots.status().isCongested).toBe(false);
  });

  it('do not call the node congested because its own link is full', async () => {
    const world = slotsOf();
    await transfer(world, 16, 100);
    await transfer(world, 9, 300);
    expect(world.slots.status()).toMatchObject({ halvings: 1, isCongested: false });
  });
});

describe('GIVEN a store whose answers break off', () => {
  it('THEN fewer parts are under way at once, and the copy arrives all the same', async () => {
    const transfers = new TransferSlots({ ceiling: 8 });
    const fixture = new CopyFixture({ transfers });
    const object = fixture.objects.add('large', 'x'.repeat(8 * 40));
    const { read } = fixture.objects;
    let answers = 0;
    fixture.objects.read = async (...order) => {
      const body = await read.apply(fixture.objects, order);
      answers += 1;
      return answers === 3 ? breakingOff() : body;
    };
    await fixture.hydrate(manifestOf(1, [object]));
    expect(transfers.status()).toMatchObject({ halvings: 1, isCongested: true, underWay: 0 });
    expect(fixture.seen()).toEqual({ large: 'x'.repeat(8 * 40) });
  });

  it('THEN a transfer that was given up is no congestion', async () => {
    const transfers = new TransferSlots({ ceiling: 8 });
    const fixture = new CopyFixture({ transfers });
    const object = fixture.objects.add('large', 'x'.repeat(8 * 40));
    fixture.objects.read = async (_object, _start, _end, signal) => untilAborted(signal);
    await fixture.copies.hydrate('s', manifestOf(1, [object]));
    while (transfers.status().underWay < 8) {
      await setImmediate();
    }
    await fixture.copies.drop('s');
    expect(transfers.status().underWay).toBe(0);
    expect(transfers.status().halvings).toBe(0);
  });
});

async function* untilAborted(signal: AbortSignal): AsyncIterable<Uint8Array> {
  yield new Uint8Array(1);
  if (!signal.aborted) {
    await once(signal, 'abort');
  }
  throw Object.assign(new Error('the request was aborted'), { name: 'AbortError' });
}

async function* breakingOff(): AsyncIterable<Uint8Array> {
  yield new Uint8Array(1);
  throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}
