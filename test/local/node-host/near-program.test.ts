import { describe, expect, it } from 'vitest';
import type { ProgramPort } from '../../../agent/ports';
import { nearProgram } from '../../../local/node-host/near-program';

describe('nearProgram', () => {
  const asked: string[] = [];
  const far = new Proxy({} as ProgramPort, {
    get: (_target, call) => async () => {
      asked.push(String(call));
    },
  });
  const stats = { s1: { load: 1, dirtyBytes: 0, dirtyForMs: 0 } };
  let validUntilMs = 0;
  const store = {
    stats: () => stats,
    extend: (until: number) => {
      validUntilMs = until;
    },
  };
  const program = nearProgram(far, store);

  it('asks and extends the store itself', async () => {
    expect(await program.stats()).toBe(stats);
    await program.extend(7);

    expect(validUntilMs).toBe(7);
    expect(asked).toEqual([]);
  });

  it('leaves what a shard goes through to the service’s own protocol', async () => {
    await program.open({ shardId: 's1', role: 'owner', epoch: 1, version: 1, directory: '/d', validUntilMs: 7 });
    await program.flush('s1', 1);
    await program.durable('s1', 1, 2);
    await program.close('s1', 1);

    expect(asked).toEqual(['open', 'flush', 'durable', 'close']);
  });
});
