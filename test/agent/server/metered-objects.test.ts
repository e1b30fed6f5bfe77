import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../agent/copies/object-store';
import { AgentMetrics } from '../../../agent/server/agent-metrics';
import { meteredObjects } from '../../../agent/server/metered-objects';

const IDLE = {
  state: 'serving',
  leaseRemainingMs: 0,
  heartbeatAgeMs: 0,
  open: [],
  accepting: [],
  followed: [],
  movesUnderWay: 0,
  unflushedSeconds: 0,
  faults: [],
} as const;

/** A store whose objects are as long as asked for, and which refuses the key `refused`. */
const STORE: ObjectStore = {
  read: async (_object, start, end) => bytes(end - start),
  put: async (key) => {
    if (key === 'refused') {
      throw new Error('refused');
    }
  },
  startUpload: async () => ({ put: async () => {}, complete: async () => {}, abort: async () => {} }),
};

async function* bytes(length: number): AsyncIterable<Uint8Array> {
  yield new Uint8Array(length);
}

describe('metered objects', () => {
  it('count what was fetched and stored, and nothing that failed', async () => {
    const metrics = new AgentMetrics();
    const store = meteredObjects(STORE, metrics);
    const object = { path: 'p', key: 'k', sizeBytes: 10, sha256: '' };
    for await (const _chunk of await store.read(object, 3, 10, new AbortController().signal)) {
      // Only the count matters.
    }
    await store.put('k', new Uint8Array(4), '');
    await expect(store.put('refused', new Uint8Array(100), '')).rejects.toThrow('refused');
    await (await store.startUpload('k')).put(1, new Uint8Array(5));
    const text = await metrics.render(IDLE);
    expect(text).toContain('elastic_fleet_agent_fetched_bytes_total 7\n');
    expect(text).toContain('elastic_fleet_agent_uploaded_bytes_total 9\n');
  });
});
