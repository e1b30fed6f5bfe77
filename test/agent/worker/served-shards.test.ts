import { describe, expect, it } from 'vitest';
import { ServedShards } from '../../../agent/worker/served-shards';
import { MemoryService } from '../memory/memory-service';

/** A node that serves these shards, none of which its service closes. */
async function servingForGood(...shardIds: readonly string[]): Promise<ServedShards> {
  const service = new MemoryService();
  const served = new ServedShards('a', service, { isWorking: true, isValid: () => true, validUntilMs: 1 });
  for (const shardId of shardIds) {
    await served.open(shardId, 1);
  }
  service.closeFault = new Error('no route');
  return served;
}

describe('closing all shards', () => {
  it('says which did not close, and why', async () => {
    const served = await servingForGood('s', 'fine', 't');
    await expect(served.closeAll()).rejects.toThrow(
      'a could not close 2 shards: s: Error: no route; t: Error: no route',
    );
    expect(served.ids).toEqual(['s', 't']);
  });

  it('names three of many', async () => {
    const served = await servingForGood('s', 't', 'u', 'v', 'w');
    await expect(served.closeAll()).rejects.toThrow(/5 shards: s: .*; t: .*; u: [^;]*; and 2 more$/);
  });
});
