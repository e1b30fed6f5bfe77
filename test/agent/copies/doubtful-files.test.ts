import { EventEmitter, once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { DiskFullError } from '../../../agent/errors';
import { CopyFixture, manifestOf } from './copy-fixture';

/** A copy with a file `large` whose record a crash of the machine took along: it must be read to be known. */
async function doubtful(changes: Partial<FileSystem> = {}) {
  const begun = new EventEmitter();
  const mayRead = once(begun, 'may-read');
  const fixture = new CopyFixture();
  const large = fixture.objects.add('large', 'x'.repeat(800));
  await fixture.hydrate(manifestOf(1, [large]));
  rmSync(join(fixture.dataFolder, 'shards', 's', 'copy.json'));
  const opened: string[] = [];
  const disk: FileSystem = {
    ...nodeFileSystem,
    openToRead: async (path) => {
      if (path.endsWith('large')) {
        opened.push(path);
        begun.emit('opened');
      }
      const file = await nodeFileSystem.openToRead(path);
      return { ...file, read: (buffer, position) => mayRead.then(() => file.read(buffer, position)) };
    },
    ...changes,
  };
  fixture.start({ disk });
  return { fixture, large, opened, begun };
}

describe('GIVEN many shards with files of which nothing is known, as after the machine went down', () => {
  it('THEN few files are read at once: with 200 shards of large pages the agent was killed for its memory, again and again', async () => {
    const fixture = new CopyFixture();
    const shardIds = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const objects = Array.from({ length: 8 }, (_, index) => fixture.objects.add(`f${index}`, 'page'));
    const manifest = manifestOf(1, objects);
    for (const [shardId, { path }] of shardIds.flatMap((id) => objects.map((object) => [id, object] as const))) {
      fixture.write(path, 'page', shardId);
    }
    let open = 0;
    let most = 0;
    const openToRead: FileSystem['openToRead'] = async (path) => {
      open += 1;
      most = Math.max(most, open);
      const file = await nodeFileSystem.openToRead(path);
      return { ...file, close: () => file.close().finally(() => (open -= 1)) };
    };
    const copies = fixture.start({ disk: { ...nodeFileSystem, openToRead } });
    await Promise.all(shardIds.map((shardId) => fixture.hydrate(manifest, shardId, copies)));
    expect(most).toBeLessThanOrEqual(16);
    expect(fixture.objects.reads).toEqual([]);
  });
});

describe('GIVEN a large file of which nothing is known', () => {
  it('THEN it is read once, although its owner flushes faster than it can be read', async () => {
    const { fixture, large, opened, begun } = await doubtful();
    const versionOf = (version: number) =>
      manifestOf(version, [large, fixture.objects.add('small', `${version}`, `homes/s/1/small-${version}`)]);
    const isOpened = once(begun, 'opened');
    await fixture.copies.hydrate('s', versionOf(2));
    await isOpened;
    const answers = [3, 4, 5].map((version) => fixture.copies.hydrate('s', versionOf(version)));
    begun.emit('may-read');
    await Promise.all(answers);
    await fixture.hydrate(versionOf(11));
    expect(fixture.seen()).toEqual({ large: 'x'.repeat(800), small: '11' });
    expect(opened).toHaveLength(1);
  });

  it('THEN it is not read while there is no room for what is missing', async () => {
    const { fixture, large, opened, begun } = await doubtful({ freeBytes: async () => 1 });
    begun.emit('may-read');
    const manifest = manifestOf(2, [large, fixture.objects.add('new', 'six by')]);
    await expect(fixture.hydrate(manifest)).rejects.toThrow(DiskFullError);
    await expect(fixture.hydrate(manifest)).rejects.toThrow(DiskFullError);
    expect(opened).toEqual([]);
  });
});
