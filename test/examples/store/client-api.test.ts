import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlayedNode, shardDirectory } from './store-fixture';

describe('a store that clients ask', () => {
  let node: PlayedNode;

  beforeEach(async () => {
    node = await PlayedNode.start();
    await node.open('s1', shardDirectory(), { epoch: 2 });
  });

  afterEach(() => node.close());

  it('answers 421 with epoch 0 for a shard that it never had', async () => {
    expect(await node.get('s9', 'a')).toMatchObject({ status: 421, body: { shard: 's9', epoch: 0 } });
  });

  it('keeps bytes and odd keys as they are', async () => {
    const key = encodeURIComponent('päth/with "quotes"\n and %');
    await node.put('s1', key, 'ü\u0000\n');
    expect((await node.get('s1', key)).text).toBe('ü\u0000\n');
  });

  it('forgets a deleted key', async () => {
    await node.put('s1', 'a', 'one');
    expect((await node.call('DELETE', '/shards/s1/keys/a')).body).toEqual({ epoch: 2 });
    expect((await node.get('s1', 'a')).status).toBe(404);
  });

  it('lists keys with a checksum that depends on the content alone', async () => {
    await node.put('s1', 'b', 'two');
    await node.put('s1', 'a', 'one');
    const first = (await node.call('GET', '/shards/s1/keys')).body;
    await node.put('s1', 'b', 'three');
    const other = (await node.call('GET', '/shards/s1/keys')).body;
    await node.put('s1', 'b', 'two');
    expect(first).toMatchObject({ shard: 's1', role: 'owner', epoch: 2, count: 2, keys: ['a', 'b'] });
    expect(other.checksum).not.toBe(first.checksum);
    expect((await node.call('GET', '/shards/s1/keys')).body).toEqual(first);
  });

  it('refuses a value that is too large, and answers on', async () => {
    expect((await node.put('s1', 'a', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await node.put('s1', 'a', 'x'.repeat(1024 * 1024))).status).toBe(200);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/shards/s1'],
    ['POST', '/shards/s1/explode'],
    ['PUT', '/shards/s1/keys'],
  ])('answers 404 for %s %s', async (method, route) => {
    expect((await node.call(method, route)).status).toBe(404);
  });

  it('refuses a key that is too long', async () => {
    expect((await node.put('s1', 'k'.repeat(1025), 'one')).status).toBe(400);
  });

  describe('with durable=true', () => {
    it('answers once the agent has flushed', async () => {
      const answer = await node.call('PUT', '/shards/s1/keys/a?durable=true', 'one');
      expect(answer).toMatchObject({ status: 200, body: { epoch: 2, version: 1 } });
      expect((await node.call('GET', '/shards')).body.s1).toMatchObject({ dirtyBytes: 0 });
    });

    it('answers many with few flushes, each begun after the write', async () => {
      let openGate = () => {};
      node.gate = new Promise((resolve) => {
        openGate = resolve;
      });
      const writes = Array.from({ length: 20 }, (_, index) =>
        node.call('PUT', `/shards/s1/keys/k${index}?durable=true`, 'one'),
      );
      await expect.poll(async () => (await node.call('GET', '/shards/s1/keys')).body.count).toBe(20);
      openGate();
      const answers = await Promise.all(writes);
      expect(answers.every(({ status }) => status === 200)).toBe(true);
      expect(node.flushes).toBe(2);
      expect((await node.call('GET', '/shards')).body.s1).toMatchObject({ dirtyBytes: 0 });
    });

    it('says that it does not know when the agent refuses', async () => {
      node.refusal = 409;
      const answer = await node.call('PUT', '/shards/s1/keys/a?durable=true', 'one');
      expect(answer).toMatchObject({ status: 503, body: { error: 'NotDurableError' } });
    });

    it('does not take a flush of another epoch for an answer', async () => {
      let openGate = () => {};
      node.gate = new Promise((resolve) => {
        openGate = resolve;
      });
      const write = node.call('PUT', '/shards/s1/keys/a?durable=true', 'one');
      await expect.poll(() => node.flushes).toBe(1);
      await node.open('s1', shardDirectory(), { epoch: 3 });
      openGate();
      expect(await write).toMatchObject({ status: 503, body: { error: 'NotDurableError' } });
    });
  });
});
