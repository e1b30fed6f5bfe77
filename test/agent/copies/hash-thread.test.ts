import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HashThread } from '../../../agent/copies/hash-thread';
import { CopyFixture, manifestOf } from './copy-fixture';

function temporaryFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hash-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), text);
  return join(folder, 'file');
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
