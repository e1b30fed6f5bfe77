import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ByteBudget } from '../../../agent/copies/byte-budget';
import { FairSlots } from '../../../agent/copies/fair-slots';
import { fetchObject } from '../../../agent/copies/fetch-object';
import { HashThread } from '../../../agent/copies/hash-thread';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { TransferSlots } from '../../../agent/copies/transfer-slots';
import { CopyFixture, manifestOf } from './copy-fixture';

function temporaryFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hash-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), text);
  return join(folder, 'file');
}

/** More than is hashed within seconds. */
const VERY_LARGE = 16 * 1024 ** 3;

/** How often the process has the file open. */
function descriptorsOf(path: string): number {
  const folder = '/proc/self/fd';
  const links = readdirSync(folder).filter((name) => existsSync(join(folder, name)));
  return links.filter((name) => readlinkSync(join(folder, name)) === path).length;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('HashThread', () => {
  it('hashes files that grow, side by side', async () => {
    const thread = new HashThread();
    const [first, second] = [temporaryFile('one '), temporaryFile('other')];
    const hashes = [thread.begin(first), thread.begin(second)];
    hashes[0]?.upTo(4);
    appendFileSync(first, 'two');
    expect(await Promise.all([hashes[0]?.end(7), hashes[1]?.end(5)])).toEqual([sha256('one two'), sha256('other')]);
  });

  it.each([
    ['is not there', '/no/such/file', 'ENOENT'],
    ['ends too early', undefined, 'ends at byte 5, before 9'],
  ])('fails for a file that %s, and goes on with others', async (_, path, message) => {
    const thread = new HashThread();
    await expect(thread.begin(path ?? temporaryFile('short')).end(9)).rejects.toThrow(message);
    expect(await thread.begin(temporaryFile('sound')).end(5)).toBe(sha256('sound'));
  });

  it('hashes small files while a very large one is read, and gives that up when it is cancelled', async () => {
    const thread = new HashThread();
    const sparse = temporaryFile('');
    truncateSync(sparse, VERY_LARGE);
    const large = thread.begin(sparse);
    const ended = large.end(VERY_LARGE).then(
      () => 'hashed',
      (error: Error) => error.message,
    );
    const small = thread.begin(temporaryFile('sound')).end(5);
    expect(await Promise.race([ended, small])).toBe(sha256('sound'));
    large.cancel();
    expect(await ended).toBe('cancelled');
  });

  it('keeps no file open that grew after it had failed', async () => {
    const thread = new HashThread();
    const path = temporaryFile('short');
    const hash = thread.begin(path);
    hash.upTo(9);
    hash.upTo(5);
    await thread.begin(temporaryFile('sound')).end(5);
    expect(descriptorsOf(path)).toBe(1);
    hash.cancel();
    await thread.begin(temporaryFile('sound')).end(5);
    expect(descriptorsOf(path)).toBe(0);
  });

  it('forgets what is cancelled', async () => {
    const thread = new HashThread();
    const hash = thread.begin(temporaryFile('text'));
    hash.upTo(2);
    hash.cancel();
    hash.cancel();
    expect(await thread.begin(temporaryFile('sound')).end(5)).toBe(sha256('sound'));
  });
});

describe('GIVEN chunks that were just written', () => {
  const bytes = (text: string) => new Uint8Array(new TextEncoder().encode(text));

  it('THEN they are hashed without reading the file, and their memory is free at once', async () => {
    const hash = new HashThread().begin(temporaryFile('........rest'));
    const chunk = bytes('given...');
    hash.upTo(8, [chunk], 0);
    expect(chunk.buffer.byteLength).toBe(0);
    expect(await hash.end(12)).toBe(sha256('given...rest'));
  });

  it('THEN those before a gap are read once the gap is filled', async () => {
    const hash = new HashThread().begin(temporaryFile('first second third'));
    hash.upTo(0, [bytes('second ')], 6);
    hash.upTo(13, [bytes('first ')], 0);
    hash.upTo(18, [bytes('third')], 13);
    expect(await hash.end(18)).toBe(sha256('first second third'));
  });

  it('THEN those that come a second time are not hashed twice', async () => {
    const hash = new HashThread().begin(temporaryFile('once more'));
    hash.upTo(4, [bytes('once')], 0);
    hash.upTo(4, [bytes('once')], 0);
    expect(await hash.end(9)).toBe(sha256('once more'));
  });

  it('THEN what the thread used makes room for more', async () => {
    const thread = new HashThread();
    const sizeBytes = 20 * 1024 * 1024;
    for (const letter of ['a', 'b', 'c']) {
      const hash = thread.begin(temporaryFile('there is nothing to read here'));
      const chunk = bytes(letter.repeat(sizeBytes));
      hash.upTo(sizeBytes, [chunk], 0);
      expect(await hash.end(sizeBytes)).toBe(sha256(letter.repeat(sizeBytes)));
    }
  });
});

describe('GIVEN large objects', () => {
  const text = 'sixteen bytes ok'.repeat(400_000);

  it('THEN they are verified by the thread as they come', async () => {
    const fixture = new CopyFixture({ partBytes: 1024 * 1024 });
    const objects = ['a', 'b', 'c'].map((path) => fixture.objects.add(path, text));
    await fixture.hydrate(manifestOf(1, objects));
    expect(Object.values(fixture.seen()).every((seen) => seen === text)).toBe(true);
  });

  it('THEN one wrong byte at the end is found', async () => {
    const fixture = new CopyFixture({ partBytes: 1024 * 1024 });
    const object = fixture.objects.add('a', text);
    fixture.objects.objects.set(object.key, Buffer.from(`${text.slice(0, -1)}!`));
    await expect(fixture.hydrate(manifestOf(1, [object]))).rejects.toThrow('has SHA-256');
    expect(fixture.incoming).toEqual([]);
  });
});

describe('GIVEN a machine that starts no more threads', () => {
  class NoThread extends HashThread {
    override begin(): never {
      throw new Error('ERR_WORKER_INIT_FAILED');
    }
  }

  it('THEN a fetch that fails for it leaves no file open, and nothing on the disk', async () => {
    const { dataFolder, objects } = new CopyFixture();
    const transfers = new TransferSlots();
    const slots = { uploads: new FairSlots(1), files: new FairSlots(1), hashes: new FairSlots(1) };
    const parts = { transfers, ...slots, partBytes: 8, largeParts: new ByteBudget(8) };
    const world = { disk: nodeFileSystem, objects, ...parts, hashThread: new NoThread() };
    const object = objects.add('large', 'sixteen bytes ok'.repeat(400_000));
    const path = join(dataFolder, 'large');
    const fetching = fetchObject(world, 's', object, path, 1, new AbortController().signal);
    await expect(fetching).rejects.toThrow('ERR_WORKER_INIT_FAILED');
    expect(descriptorsOf(`${path}.part`)).toBe(0);
    expect(existsSync(`${path}.part`)).toBe(false);
  });
});
