import { describe, expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../../agent/copies/file-system';
import { HashThread } from '../../../agent/copies/hash-thread';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { CopyFixture, manifestOf } from './copy-fixture';

function unreadable(): Promise<never> {
  return Promise.reject(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }));
}

/** A disk whose blocks below this file of the installed copy cannot be read any more; a file in its place can. */
async function diskWithout(fixture: CopyFixture, path: string): Promise<FileSystem> {
  const place = `${fixture.dataFolder}/shards/s/${path}`;
  const lost = (await nodeFileSystem.revision(place))?.inode;
  const isLost = async (wanted: string) => (await nodeFileSystem.revision(wanted))?.inode === lost;
  return {
    ...nodeFileSystem,
    readText: async (wanted) => ((await isLost(wanted)) ? unreadable() : nodeFileSystem.readText(wanted)),
    openToRead: async (wanted) => {
      const file = await nodeFileSystem.openToRead(wanted);
      return (await isLost(wanted)) ? { ...file, read: unreadable as OpenFile['read'] } : file;
    },
  };
}

async function copyOf(texts: Readonly<Record<string, string>>) {
  const fixture = new CopyFixture();
  const objects = Object.entries(texts).map(([path, text]) => fixture.objects.add(path, text));
  await fixture.hydrate(manifestOf(1, objects));
  fixture.objects.reads.length = 0;
  return { fixture, objects };
}

describe('GIVEN blocks of the disk that cannot be read', () => {
  it('below a file that must be read to be known, THEN that file is fetched anew, and no other', async () => {
    const { fixture, objects } = await copyOf({ lost: 'lost', sound: 'sound' });
    fixture.write('lost', 'lost');
    fixture.start({ disk: await diskWithout(fixture, 'files/lost') });
    await fixture.hydrate(manifestOf(2, objects));
    expect(fixture.seen()).toEqual({ lost: 'lost', sound: 'sound' });
    expect(fixture.objects.reads).toEqual(['homes/s/1/lost 0-4']);
  });

  it('below the record of a copy, THEN its files are read to know them', async () => {
    const { fixture, objects } = await copyOf({ sound: 'sound' });
    fixture.start({ disk: await diskWithout(fixture, 'copy.json') });
    await fixture.hydrate(manifestOf(2, objects));
    expect(fixture.seen()).toEqual({ sound: 'sound' });
    expect(fixture.objects.reads).toEqual([]);
  });

  it('below the record of a copy that nobody needs, THEN it can be dropped', async () => {
    const { fixture } = await copyOf({ sound: 'sound' });
    fixture.start({ disk: await diskWithout(fixture, 'copy.json') });
    await fixture.copies.drop('s');
    expect(fixture.seen()).toEqual({});
  });

  it('below a large file, THEN its hash tells so by the code, as a small one does', async () => {
    const hash = new HashThread().begin('/proc/self/mem').end(1);
    await expect(hash).rejects.toMatchObject({ code: 'EIO' });
  });
});
