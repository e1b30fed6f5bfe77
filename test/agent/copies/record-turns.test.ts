import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { FileSystem } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { CopyFixture, manifestOf } from './copy-fixture';

/** A disk on which the first record takes until it is told to go on. */
function slowAtFirst(slow: EventEmitter): FileSystem {
  let records = 0;
  return {
    ...nodeFileSystem,
    create: async (path) => {
      const file = await nodeFileSystem.create(path);
      records += path.endsWith('copy.json.new') ? 1 : 0;
      if (records !== 1) {
        return file;
      }
      records += 1;
      const write: typeof file.write = async (chunks, position) => {
        slow.emit('begun');
        await once(slow, 'go-on');
        await file.write(chunks, position);
      };
      return { ...file, write };
    },
  };
}

it('records of one copy are written one after another, although an upload ends while one is written', async () => {
  const slow = new EventEmitter();
  const fixture = new CopyFixture();
  await fixture.hydrate(undefined);
  fixture.write('first', '1');
  fixture.write('second', '2');
  fixture.start({ disk: slowAtFirst(slow) });
  const [first, second] = await fixture.copies.files('s');
  if (first === undefined || second === undefined) {
    throw new Error('no files');
  }
  const isBegun = once(slow, 'begun');
  const uploads = [fixture.copies.upload('s', 1, first)];
  await isBegun;
  uploads.push(fixture.copies.upload('s', 1, second));
  while (fixture.objects.objects.size < 2) {
    await setImmediate();
  }
  // Time for a second record that should not come to come all the same.
  for (let turn = 0; turn < 1000; turn += 1) {
    await setImmediate();
  }
  slow.emit('go-on');
  const stored = await Promise.all(uploads);
  expect(fixture.faults).toEqual([]);
  const known = await fixture.start().files('s');
  expect(known.map((file) => file.stored)).toEqual(stored);
});

it('an upload that ends after its copy was dropped leaves the record of the next one as it is', async () => {
  const fixture = new CopyFixture();
  await fixture.hydrate(undefined);
  fixture.write('a', 'old');
  const [file] = await fixture.copies.files('s');
  if (file === undefined) {
    throw new Error('no file');
  }
  const next = manifestOf(1, [fixture.objects.add('b', 'new')]);
  fixture.objects.beforeTransfer = async () => {
    fixture.objects.beforeTransfer = () => {};
    await fixture.copies.drop('s');
    await fixture.hydrate(next);
  };
  await fixture.copies.upload('s', 1, file);
  expect(fixture.faults).toEqual([]);
  expect(await fixture.start().files('s')).toEqual([{ path: 'b', sizeBytes: 3, stored: next.objects[0] }]);
});
