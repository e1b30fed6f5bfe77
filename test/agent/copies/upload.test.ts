import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FileSystem, Revision } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { TransferSlots } from '../../../agent/copies/transfer-slots';
import { IncompleteCopyError, UnstableFileError } from '../../../agent/errors';
import { CopyFixture, manifestOf, openCopy } from './copy-fixture';

async function upload(fixture: CopyFixture, path: string) {
  const [file] = await fixture.copies.files('s', [path]);
  if (file === undefined) {
    throw new Error(`no ${path}`);
  }
  return fixture.copies.upload('s', 4, file);
}

/** Time for whoever should not come to come all the same. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await setImmediate();
  }
}

function bodyOf(fixture: CopyFixture, key: string): string {
  return Buffer.from(fixture.objects.objects.get(key) ?? []).toString();
}

/** A disk whose files have the times that are given; `waitForTick` is called where one waits for the next tick. */
function diskOfTicks(times: ReadonlyMap<string, number>, waitForTick: () => void): FileSystem {
  const revision = async (path: string) => {
    const real = await nodeFileSystem.revision(path);
    const time = String(times.get(path) ?? 0);
    return real && { ...real, mtimeNs: time, ctimeNs: time };
  };
  const known = async (path: string) => (await revision(path)) as Revision;
  return {
    ...nodeFileSystem,
    revision,
    nextTick: async () => waitForTick(),
    openToRead: async (path) => ({
      ...(await nodeFileSystem.openToRead(path)),
      revision: () => known(path),
      settledRevision: () => {
        waitForTick();
        return known(path);
      },
    }),
  };
}

describe('uploading', () => {
  it.each([
    ['an empty file', ''],
    ['a file of one part', 'a part'],
    ['a file of exactly one part', '8 bytes!'],
    ['a file of several parts', 'far more than eight bytes'],
  ])('stores %s under a key of its epoch, and knows it afterwards', async (_, text) => {
    const fixture = await openCopy();
    fixture.write('in/a', text);
    const object = await upload(fixture, 'in/a');
    expect(object.key).toMatch(/^homes\/s\/4\/[0-9a-f-]{36}$/);
    expect(fixture.objects.add('in/a', text, object.key)).toEqual(object);
    expect(await fixture.copies.files('s')).toEqual([{ path: 'in/a', sizeBytes: text.length, stored: object }]);
  });

  it('never uses a key twice', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    expect((await upload(fixture, 'a')).key).not.toBe((await upload(fixture, 'a')).key);
  });

  it('is not taken for the content of a write that came right after it, with the same time and size', async () => {
    let tick = 1;
    const times = new Map<string, number>();
    const fixture = new CopyFixture({ disk: diskOfTicks(times, () => (tick += 1)) });
    await fixture.hydrate(undefined);
    const write = (text: string) => {
      fixture.write('a', text);
      times.set(join(fixture.copies.directory('s'), 'a'), tick);
    };
    write('old');
    const object = await upload(fixture, 'a');
    expect(await fixture.copies.files('s')).toEqual([{ path: 'a', sizeBytes: 3, stored: object }]);
    write('new');
    expect(await fixture.copies.files('s')).toEqual([{ path: 'a', sizeBytes: 3 }]);
  });

  it('is due for a file that was fetched, and written right after it with the same time and size', async () => {
    let tick = 0;
    const times = new Map<string, number>();
    const fixture = new CopyFixture({ disk: diskOfTicks(times, () => (tick += 1)) });
    const fetched = fixture.objects.add('a', 'old');
    await fixture.hydrate(manifestOf(1, [fetched]));
    expect(await fixture.copies.files('s')).toEqual([{ path: 'a', sizeBytes: 3, stored: fetched }]);
    fixture.write('a', 'new');
    times.set(join(fixture.copies.directory('s'), 'a'), tick);
    expect(await fixture.copies.files('s')).toEqual([{ path: 'a', sizeBytes: 3 }]);
  });

  it('is remembered by the next process', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    const stored = await upload(fixture, 'a');
    fixture.start();
    expect((await fixture.copies.files('s'))[0]?.stored).toEqual(stored);
    expect(await fixture.copies.hydrate('s', manifestOf(2, [stored], 4))).toBe(true);
  });

  it('forgets a file once it has changed', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    await upload(fixture, 'a');
    fixture.write('a', 'B');
    expect((await fixture.copies.files('s'))[0]?.stored).toBeUndefined();
  });

  it.each(['as long as before', 'longer', 'now it is a long text, in parts'])(
    'stores a file again that changed meanwhile: %s',
    async (text) => {
      const fixture = await openCopy();
      fixture.write('a', 'as long before, ');
      fixture.objects.beforeTransfer = () => {
        fixture.objects.beforeTransfer = () => {};
        fixture.write('a', text);
      };
      const object = await upload(fixture, 'a');
      expect(bodyOf(fixture, object.key)).toBe(text);
      expect((await fixture.copies.files('s'))[0]?.stored).toEqual(object);
    },
  );

  it('is not taken for the content of a write meanwhile that gave the file back its time', async () => {
    const fixture = await openCopy();
    const path = join(fixture.copies.directory('s'), 'a');
    fixture.write('a', 'old');
    utimesSync(path, 1, 1);
    fixture.objects.beforeTransfer = () => {
      fixture.write('a', 'new');
      utimesSync(path, 1, 1);
    };
    await upload(fixture, 'a');
    expect(await fixture.copies.files('s')).toEqual([{ path: 'a', sizeBytes: 3 }]);
  });

  it('stores a file again that became shorter meanwhile', async () => {
    const fixture = await openCopy();
    const text = 'part one'.repeat(40);
    fixture.write('a', text);
    fixture.objects.beforeTransfer = () => {
      fixture.objects.beforeTransfer = () => {};
      fixture.write('a', 'short');
    };
    expect(bodyOf(fixture, (await upload(fixture, 'a')).key)).toBe('short');
  });

  it('gives up a file that changes each time', async () => {
    const fixture = await openCopy();
    fixture.write('a', '0');
    let writes = 0;
    fixture.objects.beforeTransfer = () => {
      writes += 1;
      fixture.write('a', '0'.repeat(writes + 1));
    };
    await expect(upload(fixture, 'a')).rejects.toThrow(UnstableFileError);
    expect(writes).toBe(3);
  });

  it('gives up the parts that were stored when one fails', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'far more than eight bytes');
    let parts = 0;
    fixture.objects.beforeTransfer = () => {
      parts += 1;
      return parts === 2 ? Promise.reject(new Error('no route')) : undefined;
    };
    await expect(upload(fixture, 'a')).rejects.toThrow('no route');
    expect(fixture.objects.abortedUploads).toBe(1);
    expect(fixture.objects.objects.size).toBe(0);
  });

  it('is done although the disk is too full to remember it, and says so', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    const create = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    fixture.start({ disk: { ...nodeFileSystem, create } });
    const object = await upload(fixture, 'a');
    expect(bodyOf(fixture, object.key)).toBe('A');
    expect(fixture.faults.map((fault) => (fault as Error).name)).toEqual(['DiskFullError']);
  });

  it('holds little in memory of a file so large that its parts are too, and stores it whole', async () => {
    const fixture = await openCopy();
    const text = 'sixty-four bytes in each of 10,000 parts of a file, or 512 KB....'.slice(0, 64).repeat(10_000);
    fixture.write('large', text);
    const { objects } = fixture;
    const gather = async () => {
      // Nobody leaves before as many as may are there, and whoever should not come has time to.
      while (objects.mostInFlight < 4) {
        await setImmediate();
      }
      await turns(1000);
    };
    let gathered: Promise<void> | undefined;
    objects.beforeTransfer = () => {
      gathered ??= gather();
      return gathered;
    };
    const object = await upload(fixture, 'large');
    expect(bodyOf(fixture, object.key)).toBe(text);
    expect(objects.mostInFlight).toBe(4);
  });

  it('does not wait for who writes to a pipe that took the place of a file since it was listed', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    const [file] = await fixture.copies.files('s');
    const path = join(fixture.copies.directory('s'), 'a');
    rmSync(path);
    execFileSync('mkfifo', [path]);
    try {
      await expect(fixture.copies.upload('s', 1, file ?? expect.fail())).rejects.toThrow();
    } finally {
      // Whoever waits all the same would keep the process from its end.
      closeSync(openSync(path, constants.O_RDWR));
    }
  });

  it('names a file that vanished', async () => {
    const fixture = await openCopy();
    const file = { path: 'gone', sizeBytes: 1 };
    await expect(fixture.copies.upload('s', 1, file)).rejects.toThrow(IncompleteCopyError);
  });

  it('holds at most so many parts at once, of all shards together', async () => {
    const fixture = new CopyFixture({ transfers: new TransferSlots({ ceiling: 3 }) });
    const { objects } = fixture;
    objects.beforeTransfer = async () => {
      // Nobody leaves before as many as may are there, and whoever should not come has time to.
      while (objects.mostInFlight < 3) {
        await setImmediate();
      }
      for (let turn = 0; turn < 10; turn += 1) {
        await setImmediate();
      }
    };
    const shards = ['s', 't', 'u'];
    for (const shard of shards) {
      await fixture.hydrate(undefined, shard);
      fixture.write('a', 'x'.repeat(200), shard);
      fixture.write('b', 'y', shard);
    }
    const files = await Promise.all(shards.map((shard) => fixture.copies.files(shard)));
    await Promise.all(
      files.flatMap((list, index) => list.map((file) => fixture.copies.upload(shards[index] ?? '', 1, file))),
    );
    expect(objects.mostInFlight).toBe(3);
  });
});

describe('GIVEN a copy of very many files', () => {
  const KNOWN = 300_000;
  const NEW = 400;

  it('THEN an upload does not take longer with each file that is there', async () => {
    const fixture = await openCopy();
    const object = { key: 'homes/s/1/x', sizeBytes: 1, sha256: '0'.repeat(64) };
    const revision = { sizeBytes: 1, inode: '1', mtimeNs: '1', ctimeNs: '1' };
    const files = Array.from({ length: KNOWN }, (_, index) => {
      const path = `known-${index}`;
      return [path, { object: { path, ...object }, revision }];
    });
    const record = { formatVersion: 1, epoch: 1, version: 1, files, bootId: await nodeFileSystem.bootId() };
    writeFileSync(join(fixture.dataFolder, 'shards', 's', 'copy.json'), JSON.stringify(record));
    fixture.start();
    for (let index = 0; index < NEW; index += 1) {
      fixture.write(`new-${index}`, 'n');
    }
    const found = await fixture.copies.files('s');
    expect(found).toHaveLength(NEW);
    const startedMs = performance.now();
    await Promise.all(found.map((file) => fixture.copies.upload('s', 4, file)));
    // About 1 s; were all that is known copied for each of them, it would be 36 s.
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
