import type { FleetNode } from '../../../../core/fleet/node';
import { isRefusal, type MoveEvent, startMove, transition } from '../../../../core/move/move-machine';
import { isDead, settleMove } from '../../../../core/rebalance/settle-move';
import { afterStep } from './after-step';
import { type Beat, type Bounds, type Happening, type Mutant, NODE_IDS, type NodeId, type World } from './world';

/** What the controller can do: read the nodes, fence one, start a move, change the one in flight. */
export function controllerHappenings(world: World, bounds: Bounds, mutant: Mutant): Happening[] {
  return [
    { name: 'controller reads the nodes', next: { ...world, reading: world.beats } },
    ...NODE_IDS.flatMap((id) => fence(world, id, mutant)),
    ...NODE_IDS.flatMap((id) => startMoveTo(world, id, bounds)),
    ...park(world, bounds),
    ...settle(world),
    ...applyEvent(world, 'cancel', 'operator cancels'),
  ];
}

/** Only once the lease is over by the node's own clock: that is what lease and margin give (see the lease tests). */
function fence(world: World, id: NodeId, mutant: Mutant): Happening[] {
  const beat = world.beats[id];
  const node = world.nodes[id];
  const isOver = !node.isRunning || !node.isLeaseValid || mutant.noLeaseMargin === true;
  if (beat.fenced || !isOver) {
    return [];
  }
  return [{ name: `fence ${id}`, next: { ...world, beats: { ...world.beats, [id]: { ...beat, fenced: true } } } }];
}

function startMoveTo(world: World, to: NodeId, bounds: Bounds): Happening[] {
  const { shard } = world;
  if (shard.move || world.movesMade >= bounds.moves || world.reading[to].fenced) {
    return [];
  }
  const isOwnerDead = shard.owner === null || isDead(readNodes(world).get(shard.owner), shard.ownerIncarnation);
  if (!isOwnerDead && to === shard.owner) {
    return [];
  }
  const move = startMove({
    id: `m${world.movesMade}`,
    from: isOwnerDead ? null : shard.owner,
    to,
    toIncarnation: world.reading[to].incarnation,
    reason: isOwnerDead ? 'take-over' : 'rebalance',
    startedAtMs: 0,
  });
  const next = { ...world, shard: { ...shard, move }, movesMade: world.movesMade + 1 };
  return [{ name: `start ${move.id} ${move.from ?? 'nobody'} -> ${to}`, next }];
}

/** The owner is to let go, and nobody to take over; a dead owner's release is then settled. */
function park(world: World, bounds: Bounds): Happening[] {
  const { shard } = world;
  if (!bounds.parks || shard.move || world.movesMade >= bounds.moves || shard.owner === null) {
    return [];
  }
  const move = startMove({ id: `m${world.movesMade}`, from: shard.owner, to: null, reason: 'park', startedAtMs: 0 });
  const next = { ...world, shard: { ...shard, move }, movesMade: world.movesMade + 1 };
  return [{ name: `park ${move.id}`, next }];
}

function settle(world: World): Happening[] {
  const change = settleMove(world.shard, readNodes(world));
  return change ? applyEvent(world, change.event, `settle ${change.event}`) : [];
}

/** A conditional write on the row: reading and writing are one step, for a row that changed in between refuses it. */
function applyEvent(world: World, event: MoveEvent, name: string): Happening[] {
  const { move } = world.shard;
  const step = move && transition(move, event);
  if (step === undefined || isRefusal(step)) {
    return [];
  }
  return [{ name, next: { ...world, shard: afterStep(world.shard, step) } }];
}

function readNodes(world: World): ReadonlyMap<string, FleetNode> {
  return new Map(NODE_IDS.map((id) => [id, fleetNode(id, world.reading[id])]));
}

function fleetNode(id: string, beat: Beat): FleetNode {
  const heartbeat = { nodeId: id, counter: 1, zone: 'z', address: '', capacityBytes: 1, usedBytes: 0, ...beat };
  return {
    id,
    state: beat.fenced ? 'down' : 'active',
    zone: 'z',
    heartbeat: { ...heartbeat, metrics: {}, shards: {} },
  };
}
