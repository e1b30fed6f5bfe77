import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FairSlots } from '../../../agent/copies/fair-slots';
import type { FileSystem, OpenFile } from '../../../agent/copies/file-system';
import { inParallel } from '../../../agent/copies/in-parallel';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { partsOf, WrittenPrefix } from '../../../agent/copies/parts';
import { TransferSlots } from '../../../agent/copies/transfer-slots';
import { CopyFixture, manifestOf } from './copy-fixture';

describe('FairSlots', () => {
  it('gives free slots to the keys in turn, and to one key in order', async () => {
    const slots = new FairSlots(1);
    const order: string[] = [];
    const work = (name: string) => async () => {
      await setImmediate();
      order.push(name);
    };
    await Promise.all([
      ...['a1', 'a2', 'a3', 'a4'].map((name) => slots.run('a', work(name))),
      ...['b1', 'b2'].map((name) => slots.run('b', work(name))),
    ]);
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  it('frees the slot of work that failed', async () => {
    const slots = new FairSlots(1);
    await expect(slots.run('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await slots.run('a', async () => 'next')).toBe('next');
  });

  it('lets go what is aborted while it waits, and nobody’s slot with it', async () => {
    const slots = new FairSlots(1);
    const abort = new AbortController();
    const running = slots.run('a', () => setImmediate('ran'));
    const waiting = slots.run('b', async () => 'never', abort.signal);
    abort.abort(new Error('superseded'));
    await expect(waiting).rejects.toThrow('superseded');
    expect(await running).toBe('ran');
    expect(await slots.run('c', async () => 'free')).toBe('free');
    await expect(slots.run('c', async () => 'never', abort.signal)).rejects.toThrow('superseded');
  });
});

describe('inParallel', () => {
  it('keeps the order of results and the limit', async () => {
    let now = 0;
    let most = 0;
    const results = await inParallel([3, 1, 2, 0], 2, async (turns) => {
      now += 1;
      most = Math.max(most, now);
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      now -= 1;
      return turns * 10;
    });
    expect(results).toEqual([30, 10, 20, 0]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure, waits for what is under way and throws the first', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = async (item: number, signal: AbortSignal) => {
      begun.push(item);
      if (item === 1) throw new Error('first');
      await setImmediate();
      ended += 1;
      signal.throwIfAborted();
    };
    await expect(inParallel([0, 1, 2, 3], 2, work)).rejects.toThrow('first');
    expect(begun).toEqual([0, 1]);
    expect(ended).toBe(1);
  });

  it('throws the outer signal’s reason', async () => {
    const abort = new AbortController();
    abort.abort(new Error('superseded'));
    await expect(inParallel([1], 1, async () => 1, abort.signal)).rejects.toThrow('superseded');
  });
});

describe('GIVEN a large shard that is being fetched', () => {
  it('THEN a small one that comes later is fetched before most of it', async () => {
    const transfers = new TransferSlots({ ceiling: 4 });
    const fixture = new CopyFixture({ transfers });
    const large = Array.from({ length: 30 }, (_, index) => fixture.objects.add(`${index}`, 'x'.repeat(160)));
    const small = fixture.objects.add('small', 'y'.repeat(40), 'homes/t/1/small');
    const smallAsks = firstAsk(transfers, 't');
    fixture.objects.beforeTransfer = async () => {
      await setImmediate();
      await smallAsks;
    };
    await fixture.copies.hydrate('s', manifestOf(1, large));
    await fixture.hydrate({ ...manifestOf(1, [small]), shardId: 't' }, 't');
    const ofSmall = fixture.objects.reads.flatMap((read, index) => (read.startsWith(small.key) ? [index] : []));
    expect(ofSmall).toHaveLength(5);
    expect(ofSmall.at(-1)).toBeLessThan(30);
    expect(fixture.objects.mostInFlight).toBe(4);
    await fixture.hydrate(manifestOf(1, large));
    expect(fixture.objects.reads).toHaveLength(30 * 20 + 5);
  });
});

/** Resolves when a transfer of the shard first asks for a slot. */
function firstAsk(transfers: TransferSlots, shardId: string): Promise<void> {
  const { run } = transfers;
  return new Promise((resolve) => {
    transfers.run = (order, transfer) => {
      if (order.shardId === shardId) {
        resolve();
      }
      return run.call(transfers, order, transfer) as ReturnType<typeof transfer>;
    };
  });
}

/** A disk that counts the files that are open. */
class CountingDisk {
  open = 0;
  most = 0;

  readonly disk: FileSystem = {
    ...nodeFileSystem,
    create: async (path) => this.count(await nodeFileSystem.create(path)),
    openToRead: async (path) => this.count(await nodeFileSystem.openToRead(path)),
  };

  private count(file: OpenFile): OpenFile {
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    const close = () => {
      this.open -= 1;
      return file.close();
    };
    return { ...file, close };
  }
}

describe('GIVEN hundreds of files', () => {
  it('THEN few are open at once, both ways', async () => {
    const counting = new CountingDisk();
    const fixture = new CopyFixture({ disk: counting.disk, partBytes: 1024 });
    const objects = Array.from({ length: 200 }, (_, index) => fixture.objects.add(`${index % 50}/${index}`, 'x'));
    await fixture.hydrate(manifestOf(1, objects));
    expect(counting.most).toBeLessThanOrEqual(16);
    const files = await fixture.copies.files('s');
    expect(files).toHaveLength(200);
    await Promise.all(files.map((file) => fixture.copies.upload('s', 2, file)));
    expect(counting.most).toBeLessThanOrEqual(16);
    expect(counting.open).toBe(0);
  });
});

describe('WrittenPrefix', () => {
  it('ends where the first gap begins, while parts come in any order', () => {
    const written = new WrittenPrefix(partsOf(25, 10));
    const [first, second, third] = written.parts;
    if (!first || !second || !third) throw new Error('three parts were expected');
    expect(written.note(second, 20)).toBe(0);
    expect(written.note(first, 4)).toBe(4);
    expect(written.note(third, 22)).toBe(4);
    expect(written.note(first, 10)).toBe(22);
    expect(written.note(third, 25)).toBe(25);
  });

  it('is nothing of an empty object', () => {
    expect(new WrittenPrefix(partsOf(0, 10)).parts).toEqual([]);
  });
});
