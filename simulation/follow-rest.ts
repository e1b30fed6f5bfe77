import type { Machine } from './world/machine';
import { versionName } from './world/simulated-homes';
import type { World } from './world/world';

/** Returns what of a shard's copies is not yet as it is to be when nothing goes wrong; `undefined` once all is. */
export function followUnrest(world: World, shardId: string): string | undefined {
  const { table, machines, replicas } = world;
  const { owner = null, followers = [] } = table.shards.get(shardId) ?? {};
  const owning = machines.find(({ id }) => id === owner);
  const able = machines.filter((machine) => machine !== owning && mayFollow(world, machine));
  const following = able.filter(({ id }) => followers.includes(id));
  const wanted = Math.min(replicas - 1, able.length);
  if (following.length !== followers.length || followers.length !== wanted) {
    return `${shardId} of ${owner} is followed by ${followers.join()}, of ${able.map(({ id }) => id).join()}`;
  }
  if (zonesOf([owning, ...following]) < Math.min(replicas, zonesOf([owning, ...able]))) {
    return `${shardId} of ${owner} is followed by ${followers.join()}, in too few zones`;
  }
  const items = table.readFollows().filter((follow) => follow.shardId === shardId);
  if (items.length !== wanted || !items.every(({ nodeId }) => followers.includes(nodeId))) {
    return `${shardId} has items for ${items.map(({ nodeId }) => nodeId).join()}`;
  }
  return copyUnrest(world, shardId, owning, following);
}

function copyUnrest(world: World, shardId: string, owning: Machine | undefined, following: readonly Machine[]) {
  const stored = world.homes.read(shardId);
  const current = stored && versionName(stored.manifest);
  const late = following.find(({ service }) => service?.followed.get(shardId) !== current);
  if (late !== undefined) {
    return `${late.id} follows ${shardId} at ${late.service?.followed.get(shardId)}, not ${current}`;
  }
  const others = world.machines.filter((machine) => machine !== owning && !following.includes(machine));
  const idle = others.find(
    ({ isGone, disk, service }) => !isGone && (disk.has(shardId) || service?.followed.has(shardId)),
  );
  return idle && `${idle.id} keeps a copy of ${shardId} that nobody needs`;
}

function mayFollow({ table }: World, { id, isGone }: Machine): boolean {
  return !isGone && table.controls.get(id)?.duty !== 'draining';
}

function zonesOf(machines: readonly (Machine | undefined)[]): number {
  return new Set(machines.map((machine) => machine?.zone)).size;
}
