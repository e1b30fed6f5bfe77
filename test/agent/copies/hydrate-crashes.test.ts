import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import type { Manifest } from '../../../core/home/manifest';
import { CopyFixture, manifestOf } from './copy-fixture';

/** A disk of a process that dies at a step: from then on nothing reaches the disk any more. */
class DyingDisk {
  private steps = 0;

  constructor(
    private readonly lastStep: number,
    /** Whether the step it dies in still takes effect. */
    private readonly isLastDone: boolean,
  ) {}

  get isDead(): boolean {
    return this.steps >= this.lastStep;
  }

  disk(): FileSystem {
    return this.guard({
      ...nodeFileSystem,
      create: async (path: string) => this.guard<OpenFile>(await nodeFileSystem.create(path)),
    });
  }

  private guard<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        return typeof member !== 'function' || name === 'close'
          ? member
          : (...args: unknown[]) => this.step(() => member(...args));
      },
    });
  }

  private async step(work: () => unknown): Promise<unknown> {
    if (this.isDead) {
      throw new Error('dead');
    }
    this.steps += 1;
    if (!this.isDead) {
      return work();
    }
    if (this.isLastDone) {
      await closed(await work());
    }
    throw new Error('dead');
  }
}

/** The system closes the files of a dead process. */
async function closed(result: unknown): Promise<void> {
  if (typeof result === 'object' && result !== null && 'close' in result) {
    await (result as OpenFile).close();
  }
}

/** From version 1 to version 2: a file kept, one changed, one gone, one new in a folder. */
async function prepare() {
  const fixture = new CopyFixture();
  const kept = fixture.objects.add('kept', 'kept');
  const before = manifestOf(1, [kept, fixture.objects.add('changed', 'one'), fixture.objects.add('gone', 'gone')]);
  const changed = fixture.objects.add('changed', 'two', 'homes/s/1/changed-2');
  const after = manifestOf(2, [kept, changed, fixture.objects.add('in/new', 'nine more bytes')]);
  await fixture.hydrate(before);
  return { fixture, before, after };
}

const BEFORE = { changed: 'one', gone: 'gone', kept: 'kept' };
const AFTER = { changed: 'two', 'in/new': 'nine more bytes', kept: 'kept' };

/** Hydrates with a disk that dies; the number of steps it would have taken when it did not. */
async function dieWhile(fixture: CopyFixture, manifest: Manifest, dying: DyingDisk): Promise<void> {
  const copies = fixture.start({ disk: dying.disk() });
  const failure = await fixture.hydrate(manifest, 's', copies).catch((error: Error) => error);
  expect(failure?.message).toBe(dying.isDead ? 'dead' : undefined);
}

/** A disk that is sound but for one step. */
function refusingOnce(refusedStep: number): FileSystem {
  let steps = 0;
  return new Proxy(nodeFileSystem, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      return async (...args: unknown[]) => {
        steps += 1;
        if (steps === refusedStep) {
          throw Object.assign(new Error('EIO: from the disk'), { code: 'EIO' });
        }
        return (member as (...given: unknown[]) => unknown)(...args);
      };
    },
  });
}

const LONGEST = 68;
const STEPS = Array.from({ length: LONGEST }, (_, step) => step + 1);
const EVERY_THIRD = STEPS.filter((step) => step % 3 === 1);
/** A step that is not done leaves the disk as the step before it does when done, so that fewer of those are tried. */
const DEATHS = [
  { isLastDone: true, steps: STEPS },
  { isLastDone: false, steps: EVERY_THIRD },
];

describe.each(DEATHS)(
  'GIVEN a process that dies while it hydrates (last step done: $isLastDone)',
  ({ isLastDone, steps }) => {
    it.each(steps)('in step %i, THEN one whole version is there, and hydrating again ends well', async (step) => {
      const { fixture, before, after } = await prepare();
      const dying = new DyingDisk(step, isLastDone);
      await dieWhile(fixture, after, dying);
      const copies = fixture.start();
      const files = await copies.files('s');
      expect([BEFORE, AFTER]).toContainEqual(fixture.seen());
      const known = files.filter(({ stored }) => stored).map(({ stored }) => stored);
      expect([...before.objects, ...after.objects]).toEqual(expect.arrayContaining(known));
      await fixture.hydrate(after);
      expect(fixture.seen()).toEqual(AFTER);
      expect(fixture.incoming).toEqual([]);
    });

    it.each(EVERY_THIRD)('in step %i, THEN hydrating to the old version ends well too', async (step) => {
      const { fixture, before, after } = await prepare();
      await dieWhile(fixture, after, new DyingDisk(step, isLastDone));
      fixture.start();
      await fixture.hydrate({ ...before, epoch: 2, version: 3 });
      expect(fixture.seen()).toEqual(BEFORE);
    });
  },
);

describe('GIVEN a disk that refuses one step, once', () => {
  it.each(STEPS)('of hydrating, step %i, THEN the same process ends well with the next attempt', async (step) => {
    const { fixture, before, after } = await prepare();
    const copies = fixture.start({ disk: refusingOnce(step) });
    for (const [manifest, files] of [[after, AFTER] as const, [{ ...before, version: 3 }, BEFORE] as const]) {
      await fixture.hydrate(manifest, 's', copies).catch(() => undefined);
      await fixture.hydrate(manifest, 's', copies);
      expect(fixture.seen()).toEqual(files);
    }
    expect(fixture.incoming).toEqual([]);
  });
});

it('takes fewer steps than are tried above', async () => {
  const { fixture, after } = await prepare();
  const dying = new DyingDisk(STEPS.length, true);
  await dieWhile(fixture, after, dying);
  expect(dying.isDead).toBe(false);
});

it('trusts no bytes that a dead process left unverified', async () => {
  const { fixture, after } = await prepare();
  for (const step of STEPS) {
    await dieWhile(fixture, after, new DyingDisk(step, true));
    fixture.spoilPartial();
    fixture.start();
  }
  await fixture.hydrate(after);
  expect(fixture.seen()).toEqual(AFTER);
});

it('brings the former copy back when the next one is not whole', async () => {
  const { fixture } = await prepare();
  const [shard, incoming] = ['shards/s', 'incoming/s'].map((path) => join(fixture.dataFolder, path)) as [
    string,
    string,
  ];
  mkdirSync(join(incoming, 'next/files'), { recursive: true });
  renameSync(shard, join(incoming, 'former'));
  const files = await fixture.start().files('s');
  expect(files).toHaveLength(3);
  expect(fixture.seen()).toEqual(BEFORE);
});
