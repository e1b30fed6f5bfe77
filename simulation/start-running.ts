import { homeObjectKey } from '../core/contract/object-keys';
import type { Shard } from '../core/fleet/shard';
import { MANIFEST_FORMAT_VERSION } from '../core/home/manifest';
import type { Move } from '../core/move/move';
import { SHARD_IDS } from './settings';
import { DiskFile } from './world/disk';
import type { Machine } from './world/machine';
import type { World } from './world/world';

/** The writes that every home holds from the start. */
const FIRST_WRITES = 0b11;
/** Schedules that start with a fleet that has placed nothing yet. */
const EMPTY_FRACTION = 0.03;
const DRAIN_FRACTION = 0.5;

/**
 * Brings the world to a fleet that runs: agents have joined and serve their shards, unevenly, so that hand-overs are
 * about to begin. Now and then the fleet starts empty.
 */
export async function startRunning(world: World): Promise<void> {
  const { random } = world.clockwork;
  await Promise.all(world.machines.map((machine) => world.startAgent(machine)));
  for (const shardId of SHARD_IDS) {
    world.loads.set(shardId, random.between(0.05, 0.2));
  }
  if (random.chance(EMPTY_FRACTION)) {
    return;
  }
  const owners = world.machines.slice(0, 3 + random.below(world.machines.length - 2));
  const opened: Promise<void>[] = [];
  for (const shardId of SHARD_IDS) {
    const owner = random.pick(owners);
    if (owner.agent) {
      const row = placeShard(world, shardId, owner, owner.agent.name);
      opened.push(owner.agent.worker.handle(row));
    }
  }
  await Promise.all(opened);
  placeFollowers(world);
  if (random.chance(DRAIN_FRACTION)) {
    drain(world, random.pick(owners));
  }
}

/** A cancelled move is how an owner comes to open a shard without a transfer. */
function placeShard(world: World, shardId: string, owner: Machine, incarnation: string): Shard {
  const key = homeObjectKey(shardId, 1, 'first');
  const object = { path: 'first', key, sizeBytes: 1, sha256: '' };
  world.homes.upload(shardId, key, FIRST_WRITES);
  world.homes.replace(
    { formatVersion: MANIFEST_FORMAT_VERSION, shardId, epoch: 1, version: 1, writer: owner.id, objects: [object] },
    undefined,
  );
  world.homes.acknowledge(shardId, FIRST_WRITES);
  owner.disk.set(shardId, [new DiskFile('first', FIRST_WRITES, object)]);
  const move: Move = {
    id: 'first',
    from: owner.id,
    to: owner.id === 'node-0' ? 'node-1' : 'node-0',
    state: 'cancelled',
    reason: 'first-placement',
    startedAtMs: 0,
    actor: owner.id,
  };
  const row = { id: shardId, owner: owner.id, ownerIncarnation: incarnation, followers: [], epoch: 1, move };
  world.table.shards.set(shardId, row);
  return row;
}

/** Copies are there from the start, so that trouble meets them. */
function placeFollowers({ clockwork, machines, replicas, table }: World): void {
  if (replicas === 1) {
    return;
  }
  for (const row of table.readShards()) {
    const owner = machines.find(({ id }) => id === row.owner);
    const others = machines.filter((machine) => machine !== owner);
    const first = clockwork.random.below(others.length);
    const following = [...others, ...others].slice(first, first + replicas - 1);
    for (const { disk } of following) {
      const files = owner?.disk.get(row.id) ?? [];
      disk.set(
        row.id,
        files.map(({ path, writes, stored }) => new DiskFile(path, writes, stored)),
      );
    }
    table.shards.set(row.id, { ...row, followers: following.map(({ id }) => id) });
  }
  table.setFollows(
    table.readShards().flatMap(({ id, followers }) => followers.map((nodeId) => ({ shardId: id, nodeId }))),
  );
}

function drain(world: World, { id }: Machine): void {
  world.clockwork.after(world.clockwork.random.between(0, 3_000), () => {
    world.clockwork.steps += 1;
    world.table.controls.set(id, { nodeId: id, duty: 'draining', cause: 'operator', sinceMs: 0 });
  });
}
