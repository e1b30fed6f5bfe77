import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlayedNode, shardDirectory } from './store-fixture';

/** docs/service-protocol.md, call by call. */
describe('a store that the agent drives', () => {
  let node: PlayedNode;
  let directory: string;

  beforeEach(async () => {
    node = await PlayedNode.start();
    directory = shardDirectory();
  });

  afterEach(() => node.close());

  describe('open', () => {
    it('serves reads and writes', async () => {
      expect((await node.open('s1', directory)).status).toBe(200);
      expect((await node.put('s1', 'a', 'one')).body).toEqual({ epoch: 1 });
      expect((await node.get('s1', 'a')).text).toBe('one');
    });

    it('keeps what was written when it is repeated', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      expect((await node.open('s1', directory, { version: 4 })).status).toBe(200);
      expect((await node.get('s1', 'a')).text).toBe('one');
    });

    it('finds every accepted write after a restart, and counts them as not durable', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.call('POST', '/shards/s1/flush', { epoch: 1 });
      await node.put('s1', 'b', 'two');
      await node.restart();
      await node.open('s1', directory);
      node.nowMs += 700;
      expect((await node.get('s1', 'a')).text).toBe('one');
      expect((await node.get('s1', 'b')).text).toBe('two');
      const stat = (await node.call('GET', '/shards')).body.s1 as { dirtyBytes: number; dirtyForMs: number };
      expect(stat.dirtyBytes).toBeGreaterThan(0);
      expect(stat.dirtyForMs).toBe(700);
    });

    it('counts what it had flushed before a restart as not durable: the upload may have failed', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.call('POST', '/shards/s1/flush', { epoch: 1 });
      await node.restart();
      await node.open('s1', directory);
      const stat = (await node.call('GET', '/shards')).body.s1 as { dirtyBytes: number };
      expect(stat.dirtyBytes).toBeGreaterThan(0);
    });

    it('counts what an earlier epoch left as durable', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.call('POST', '/shards/s1/close', { epoch: 1 });
      await node.open('s1', directory, { epoch: 2 });
      expect((await node.call('GET', '/shards')).body.s1).toMatchObject({ dirtyBytes: 0, dirtyForMs: 0 });
    });

    it('refuses a late order of an epoch that is over', async () => {
      await node.open('s1', directory, { epoch: 5 });
      expect((await node.open('s1', directory, { epoch: 4 })).status).toBe(409);
      await node.call('POST', '/shards/s1/close', { epoch: 5 });
      expect((await node.open('s1', directory, { epoch: 4 })).status).toBe(409);
      expect((await node.put('s1', 'a', 'one')).status).toBe(421);
    });

    it('opens again in the epoch that it closed, when a move was cancelled', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.call('POST', '/shards/s1/close', { epoch: 1 });
      await node.open('s1', directory);
      expect((await node.put('s1', 'b', 'two')).status).toBe(200);
      expect((await node.get('s1', 'a')).text).toBe('one');
    });

    it('loads another directory under a higher epoch', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.open('s1', shardDirectory(), { epoch: 2 });
      expect((await node.get('s1', 'a')).status).toBe(404);
    });

    it.each([
      [{ role: 'reader' }, 'role is "reader"; expected "owner" or "follower"'],
      [{ epoch: -1 }, 'epoch is -1; expected a whole number, 0 or more'],
      [{ version: 1.5 }, 'version is 1.5; expected a whole number, 0 or more'],
      [{ directory: 'shards/s1' }, 'directory is "shards/s1"; expected an absolute path'],
      [{ validUntilMs: null }, 'validUntilMs is null; expected milliseconds as a number'],
    ])('refuses %j', async (order, message) => {
      expect(await node.open('s1', directory, order)).toMatchObject({ status: 400, body: { message } });
    });

    it('fails on a damaged file, names it, and stays closed', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.put('s1', 'b', 'two');
      await node.call('POST', '/shards/s1/close', { epoch: 1 });
      const file = path.join(directory, 'segments/00000001.log');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"a"', '"z"'));
      const answer = await node.open('s1', directory, { epoch: 2 });
      expect(answer).toMatchObject({ status: 500, body: { error: 'DamagedSegmentError' } });
      expect(answer.body.message).toContain('00000001.log');
      expect((await node.get('s1', 'b')).status).toBe(421);
    });
  });

  describe('lease', () => {
    it('accepts no write from the moment that it is over, and still reads', async () => {
      await node.open('s1', directory, { validUntilMs: 5_000 });
      await node.put('s1', 'a', 'one');
      node.nowMs = 5_000;
      expect(await node.put('s1', 'a', 'two')).toMatchObject({ status: 503, body: { error: 'LeaseOverError' } });
      expect((await node.get('s1', 'a')).text).toBe('one');
    });

    it('accepts writes again once it is extended', async () => {
      await node.open('s1', directory, { validUntilMs: 5_000 });
      node.nowMs = 5_000;
      await node.call('POST', '/lease', { validUntilMs: 9_000 });
      expect((await node.put('s1', 'a', 'two')).status).toBe(200);
    });

    it('is not shortened by a late call', async () => {
      await node.open('s1', directory, { validUntilMs: 5_000 });
      await node.call('POST', '/lease', { validUntilMs: 9_000 });
      await node.call('POST', '/lease', { validUntilMs: 4_000 });
      node.nowMs = 6_000;
      expect((await node.put('s1', 'a', 'two')).status).toBe(200);
    });
  });

  describe('flush', () => {
    it('lists files with every accepted write, the same when it is repeated', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      const first = await node.call('POST', '/shards/s1/flush', { epoch: 1 });
      const second = await node.call('POST', '/shards/s1/flush', { epoch: 1 });
      expect(first.body).toEqual({ files: ['segments/00000001.log'] });
      expect(second.body).toEqual(first.body);
    });

    it('never lists a file that still changes', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.call('POST', '/shards/s1/flush', { epoch: 1 });
      const file = path.join(directory, 'segments/00000001.log');
      const listed = readFileSync(file);
      await node.put('s1', 'b', 'two');
      expect(readFileSync(file)).toEqual(listed);
    });

    it('fails for a shard that is not open, instead of listing nothing', async () => {
      expect((await node.call('POST', '/shards/s1/flush', { epoch: 1 })).status).toBe(421);
    });

    it('fails for another epoch', async () => {
      await node.open('s1', directory, { epoch: 3 });
      expect((await node.call('POST', '/shards/s1/flush', { epoch: 2 })).status).toBe(409);
    });

    it('keeps the number of files small, and all of the content', async () => {
      await node.open('s1', directory);
      let files: string[] = [];
      for (let round = 0; round < 40; round += 1) {
        await node.put('s1', `key${round % 7}`, `value ${round}`);
        files = (await node.call('POST', '/shards/s1/flush', { epoch: 1 })).body.files as string[];
      }
      expect(files.length).toBeLessThan(15);
      expect(files.every((file) => existsSync(path.join(directory, file)))).toBe(true);
      const before = (await node.call('GET', '/shards/s1/keys')).body;
      await node.restart();
      await node.open('s1', directory);
      expect((await node.call('GET', '/shards/s1/keys')).body).toEqual(before);
    });
  });

  describe('durable', () => {
    it('leaves only what came after the flush as not durable', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.call('POST', '/shards/s1/flush', { epoch: 1 });
      node.nowMs += 300;
      await node.put('s1', 'b', 'x'.repeat(3000));
      node.nowMs += 200;
      expect((await node.call('GET', '/shards')).body.s1).toMatchObject({ dirtyForMs: 500 });
      await node.call('POST', '/shards/s1/durable', { epoch: 1, version: 1 });
      await node.call('POST', '/shards/s1/durable', { epoch: 1, version: 1 });
      const stat = (await node.call('GET', '/shards')).body.s1 as { dirtyBytes: number; dirtyForMs: number };
      expect(stat.dirtyForMs).toBe(200);
      expect(stat.dirtyBytes).toBeGreaterThan(3000);
    });

    it('says nothing of another epoch', async () => {
      await node.open('s1', directory, { epoch: 2 });
      await node.put('s1', 'a', 'one');
      await node.call('POST', '/shards/s1/flush', { epoch: 2 });
      expect((await node.call('POST', '/shards/s1/durable', { epoch: 1, version: 1 })).status).toBe(200);
      const stat = (await node.call('GET', '/shards')).body.s1 as { dirtyBytes: number };
      expect(stat.dirtyBytes).toBeGreaterThan(0);
    });
  });

  describe('close', () => {
    it('refuses reads and writes and tells the epoch to look for', async () => {
      await node.open('s1', directory, { epoch: 3 });
      await node.call('POST', '/shards/s1/close', { epoch: 3 });
      expect(await node.put('s1', 'a', 'one')).toMatchObject({ status: 421, body: { shard: 's1', epoch: 4 } });
      expect(await node.get('s1', 'a')).toMatchObject({ status: 421, body: { shard: 's1', epoch: 4 } });
    });

    it('lists the same files when it is repeated', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      const first = await node.call('POST', '/shards/s1/close', { epoch: 1 });
      expect(first.body).toEqual({ files: ['segments/00000001.log'] });
      expect((await node.call('POST', '/shards/s1/close', { epoch: 1 })).body).toEqual(first.body);
    });

    it('names no files after a restart, which stands for all', async () => {
      await node.open('s1', directory);
      await node.put('s1', 'a', 'one');
      await node.restart();
      expect(await node.call('POST', '/shards/s1/close', { epoch: 1 })).toMatchObject({ status: 200, body: {} });
    });

    it('ignores a late order of an epoch that is over', async () => {
      await node.open('s1', directory, { epoch: 3 });
      expect((await node.call('POST', '/shards/s1/close', { epoch: 2 })).status).toBe(409);
      expect((await node.put('s1', 'a', 'one')).status).toBe(200);
    });
  });

  describe('a follower', () => {
    async function homeWith(value: string): Promise<string> {
      const folder = shardDirectory();
      await node.open('home', folder);
      await node.put('home', 'a', value);
      await node.call('POST', '/shards/home/close', { epoch: 1 });
      await node.restart();
      return folder;
    }

    it('reads, and sends writers to the owner of its epoch', async () => {
      const folder = await homeWith('one');
      await node.open('s1', folder, { role: 'follower', epoch: 7 });
      expect((await node.get('s1', 'a')).text).toBe('one');
      expect(await node.put('s1', 'a', 'two')).toMatchObject({ status: 421, body: { shard: 's1', epoch: 7 } });
      expect((await node.call('DELETE', '/shards/s1/keys/a')).status).toBe(421);
    });

    it('reads what is newer once it is opened again', async () => {
      await node.open('s1', await homeWith('one'), { role: 'follower', epoch: 7, version: 1 });
      await node.open('s1', await homeWith('two'), { role: 'follower', epoch: 7, version: 2 });
      expect((await node.get('s1', 'a')).text).toBe('two');
    });

    it('changes nothing in its directory', async () => {
      const folder = await homeWith('one');
      const file = path.join(folder, 'segments/00000001.log');
      const before = readFileSync(file);
      await node.open('s1', folder, { role: 'follower', epoch: 7 });
      await node.call('POST', '/shards/s1/close', { epoch: 7 });
      expect(readFileSync(file)).toEqual(before);
    });

    it('becomes the owner', async () => {
      const folder = await homeWith('one');
      await node.open('s1', folder, { role: 'follower', epoch: 7 });
      await node.open('s1', folder, { role: 'owner', epoch: 8 });
      expect((await node.put('s1', 'b', 'two')).body).toEqual({ epoch: 8 });
      expect((await node.get('s1', 'a')).text).toBe('one');
    });

    it('sends clients on in the epoch that it followed, once closed', async () => {
      await node.open('s1', directory, { role: 'follower', epoch: 7 });
      await node.call('POST', '/shards/s1/close', { epoch: 7 });
      expect((await node.get('s1', 'a')).body).toMatchObject({ epoch: 7 });
    });
  });

  it('tells load and nothing of closed shards', async () => {
    await node.open('s1', directory);
    await node.open('s2', shardDirectory());
    await node.get('s1', 'a');
    await node.call('POST', '/shards/s2/close', { epoch: 1 });
    const stats = (await node.call('GET', '/shards')).body;
    expect(Object.keys(stats)).toEqual(['s1']);
    expect((stats.s1 as { load: number }).load).toBeGreaterThan(0);
  });
});
