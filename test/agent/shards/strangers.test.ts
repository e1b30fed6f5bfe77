import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OccupiedServiceError } from '../../../agent/errors';
import { KeyedTurns } from '../../../agent/shards/keyed-turns';
import { Strangers } from '../../../agent/shards/strangers';
import { MemoryHomes } from '../memory/memory-homes';
import { MemoryProgram } from '../memory/memory-program';

/** A program that has so many shards open from an earlier agent. */
function occupied(count: number) {
  const program = new MemoryProgram();
  const shardIds = Array.from({ length: count }, (_, index) => `shard-${index}`);
  const order = { role: 'owner', epoch: 1, version: 1, directory: '/d', validUntilMs: 0 } as const;
  for (const shardId of shardIds) {
    program.opened.set(shardId, { shardId, ...order });
  }
  const turns = new KeyedTurns();
  const faults: unknown[] = [];
  const strangers = new Strangers({
    homes: new MemoryHomes(),
    program,
    isKnown: () => false,
    inTurn: (shardId, work) => turns.run(shardId, work),
    onFault: (_shardId, error) => faults.push(error),
  });
  return { program, shardIds, strangers, faults };
}

it('asks the program of few strangers at once: with thousands the answers alone would keep agent and service busy', async () => {
  const { program, shardIds, strangers, faults } = occupied(100);
  let underWay = 0;
  let most = 0;
  const answer = program.stats.bind(program);
  program.stats = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await setImmediate();
    underWay -= 1;
    return answer();
  };
  strangers.expect(shardIds);
  strangers.expect(shardIds);
  await expect.poll(() => program.opened.size).toBe(0);
  expect(most).toBeLessThanOrEqual(8);
  expect(faults).toHaveLength(100);
  expect(faults[0]).toBeInstanceOf(OccupiedServiceError);
});

it('closes the others while one does not close, and that one once it can be', async () => {
  const { program, shardIds, strangers, faults } = occupied(20);
  program.beforeCall = (call) => (call.startsWith('close shard-3 ') ? Promise.reject(new Error('busy')) : undefined);
  strangers.expect(shardIds);
  await expect.poll(() => program.opened.size).toBe(1);
  await expect.poll(() => faults.length).toBe(20);
  program.beforeCall = () => {};
  strangers.expect(['shard-3']);
  await expect.poll(() => program.opened.size).toBe(0);
});
