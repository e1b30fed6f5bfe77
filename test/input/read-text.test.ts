import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readText } from '../../input/read-text';
import { temporaryFolder } from '../local/cloud/project-fixture';

function fileOf(bytes: Buffer): string {
  const file = path.join(temporaryFolder(), 'load.csv');
  writeFileSync(file, bytes);
  return file;
}

it('reads UTF-8, without the mark that some editors begin it with', async () => {
  expect(await readText('the load', fileOf(Buffer.from('\uFEFFä,1\n')), RangeError)).toBe('ä,1\n');
});

it.each([
  ['UTF-16, which a shell of Windows writes', Buffer.from('\uFEFF0,1\n', 'utf16le')],
  ['bytes that are no text', Buffer.from([0xff, 0x80, 0x41])],
])('fails on %s', async (_, bytes) => {
  const file = fileOf(bytes);
  await expect(readText('the load', file, RangeError)).rejects.toThrow(
    new RangeError(`the load ${file} is no UTF-8 text: write it as UTF-8`),
  );
});

it('fails with what cannot be read', async () => {
  await expect(readText('the load', '/no/such.csv', RangeError)).rejects.toThrow(
    'the load /no/such.csv cannot be read: ENOENT',
  );
});
