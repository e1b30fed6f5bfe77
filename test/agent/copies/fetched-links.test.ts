import { expect, it } from 'vitest';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { CopyFixture, manifestOf } from './copy-fixture';

/**
 * The agent dies between installing a copy and removing what it was made of. The service then changes a file in place, to
 * the same size, and that change is never flushed: the fetched object is a link to the very file.
 */
it('a copy after a crash holds what the manifest says, not what was written to it since', async () => {
  const fixture = new CopyFixture();
  const manifest = manifestOf(1, [fixture.objects.add('f', 'durable!')]);
  const dying = fixture.start({
    disk: {
      ...nodeFileSystem,
      remove: (path) =>
        path.endsWith('incoming/s') ? Promise.reject(new Error('killed here')) : nodeFileSystem.remove(path),
    },
  });
  await expect(fixture.hydrate(manifest, 's', dying)).rejects.toThrow('killed here');
  fixture.start();
  await fixture.hydrate(manifest);
  expect(fixture.seen()).toMatchObject({ f: 'durable!' });

  fixture.write('f', 'unflushd');
  fixture.start();
  await fixture.hydrate(manifest);

  expect(fixture.seen()).toEqual({ f: 'durable!' });
});
