import { seal } from '../../../agent/home/seal';
import type { ShardHappening } from '../../../agent/shards/shard-happening';
import { ShardKeeper } from '../../../agent/shards/shard-keeper';
import { MemoryCopies } from '../memory/memory-copies';
import { MemoryHomes } from '../memory/memory-homes';
import { MemoryProgram } from '../memory/memory-program';

/** A keeper of node `a` with the shard `s`, which it has sealed in epoch 1. */
export async function keeping() {
  const homes = new MemoryHomes();
  const copies = new MemoryCopies(homes);
  const program = new MemoryProgram();
  const happenings: ShardHappening[] = [];
  const clock = { nowMs: 0 };
  const keeper = new ShardKeeper({
    nodeId: 'a',
    homes,
    copies,
    program,
    clock: () => clock.nowMs,
    onHappening: (happening) => happenings.push(happening),
  });
  await seal(homes, { shardId: 's', nodeId: 'a', epoch: 1 });
  const kinds = () => happenings.map(({ kind }) => kind);
  return { homes, copies, program, keeper, clock, happenings, kinds };
}

/** The same with the shard open. */
export async function serving() {
  const world = await keeping();
  await world.keeper.open('s', 1, 100);
  return world;
}
