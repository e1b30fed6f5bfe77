import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { CopyFixture, manifestOf } from './copy-fixture';

/** What a node that takes 200 shards of 8 files at once has open of them while S3 does not answer. */
it('of very many shards that come at once few files are open: their sockets would be missing to the lease', async () => {
  const fixture = new CopyFixture();
  const { objects } = fixture;
  const end = new EventTarget();
  const ended = once(end, 'end').then(() => {});
  objects.beforeTransfer = () => ended;
  const manifest = manifestOf(
    1,
    Array.from({ length: 8 }, (_, index) => objects.add(`f${index}`, 'text')),
  );
  let open = 0;
  const create: FileSystem['create'] = async (): Promise<OpenFile> => {
    open += 1;
    return { close: async () => {} } as OpenFile;
  };
  const copies = fixture.start({ disk: { ...nodeFileSystem, create } });
  const shardIds = Array.from({ length: 200 }, (_, index) => `s${index}`);
  const ask = () => Promise.all(shardIds.map((shardId) => copies.hydrate(shardId, manifest)));
  await ask();
  await expect.poll(() => open).toBeGreaterThanOrEqual(1024);
  await ask();
  expect(open).toBe(1024);
  copies.endTransfers();
  end.dispatchEvent(new Event('end'));
  await Promise.all(shardIds.map((shardId) => copies.drop(shardId)));
  rmSync(join(fixture.dataFolder, 'incoming'), { recursive: true, force: true });
});
