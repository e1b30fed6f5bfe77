import { describe, expect, it } from 'vitest';
import { answerAgent } from '../../../examples/elastic-database/store/agent-routes';
import { Store } from '../../../examples/elastic-database/store/store';
import { ForbiddenError, NotOpenError } from '../../../examples/elastic-database/store/store-errors';
import { shardDirectory } from './store-fixture';

const GONE = AbortSignal.abort();
const PRESENT = new AbortController().signal;

function newStore(): Store {
  const requestFlush = () => Promise.reject(new Error('not asked here'));
  return new Store({ clock: () => 0, requestFlush, capacityPerSecond: 1 });
}

function order() {
  return { role: 'owner', epoch: 1, version: 0, directory: shardDirectory(), validUntilMs: 1 } as const;
}

describe('a call whose caller has gone', () => {
  it('opens nothing: the shard may be given to another node by now', async () => {
    const store = newStore();
    await expect(store.open('s1', order(), GONE)).rejects.toThrow('whoever asked has gone');
    expect(() => store.write('s1', { kind: 'delete', key: 'a' })).toThrow(NotOpenError);
  });

  it('neither closes nor counts anything as durable', async () => {
    const store = newStore();
    await store.open('s1', order(), PRESENT);
    store.write('s1', { kind: 'delete', key: 'a' });
    await store.flush('s1', 1, PRESENT);
    await expect(store.durable('s1', 1, GONE)).rejects.toThrow('whoever asked has gone');
    await expect(store.close('s1', 1, GONE)).rejects.toThrow('whoever asked has gone');
    expect(store.stats().s1?.dirtyBytes).toBeGreaterThan(0);
    store.release();
  });
});

describe('a call from another machine', () => {
  const request = {
    method: 'POST',
    query: new URLSearchParams(),
    caller: PRESENT,
    readBody: async () => Buffer.from(''),
  };

  it.each([[['shards', 's1', 'close']], [['lease']]])('is refused when it is the agent’s: %j', (path) => {
    const foreign = { ...request, path, isFromThisMachine: false };
    expect(() => answerAgent(newStore(), undefined, foreign)).toThrow(ForbiddenError);
  });

  it('is left to the clients’ routes otherwise', () => {
    const foreign = { ...request, path: ['shards', 's1', 'keys', 'a'], isFromThisMachine: false };
    expect(answerAgent(newStore(), undefined, foreign)).toBeUndefined();
  });
});
