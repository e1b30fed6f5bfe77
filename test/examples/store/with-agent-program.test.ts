import { describe, expect, it } from 'vitest';
import { httpProgram } from '../../../agent/program/http-program';
import { startStoreServer } from '../../../examples/elastic-database/store/store-server';
import { shardDirectory } from './store-fixture';

describe('the store under the agent’s own calls', () => {
  it('opens, flushes, extends, tells and closes', async () => {
    const server = await startStoreServer({ port: 0, host: '127.0.0.1', agentPort: 1, clock: () => 7 });
    const program = httpProgram(`http://127.0.0.1:${server.port}`);
    const order = { shardId: 's1', role: 'owner', epoch: 2, version: 0, directory: shardDirectory() } as const;
    await program.open({ ...order, validUntilMs: 5 });
    await program.extend(9);
    server.store.write('s1', { kind: 'put', key: 'a', value: Buffer.from('one') });
    expect(await program.flush('s1', 2)).toEqual(['segments/00000001.log']);
    const before = await program.stats();
    await program.durable('s1', 2, 1);
    expect(before).toMatchObject({ s1: { dirtyBytes: expect.toSatisfy((bytes) => bytes > 0) } });
    expect(await program.stats()).toMatchObject({ s1: { dirtyBytes: 0 } });
    expect(await program.close('s1', 2)).toEqual(['segments/00000001.log']);
    expect(await program.stats()).toEqual({});
    expect(await program.close('s9', 2), 'unknown: all files').toBeUndefined();
    await expect(program.flush('s9', 2)).rejects.toMatchObject({ name: 'ServiceRefusalError' });
    await server.close();
  });
});
