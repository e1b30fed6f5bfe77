import type { Shard } from '../../../../core/fleet/shard';
import { decideSeal } from '../../../../core/home/manifest';
import { isRefusal, type MoveEvent, transition } from '../../../../core/move/move-machine';
import { afterStep } from './after-step';
import {
  type Bounds,
  type Happening,
  incarnationOf,
  type ModelNode,
  type Mutant,
  type NodeId,
  type Progress,
  type View,
  type World,
  withNode,
} from './world';

/** What a node's agent can do next about moves; each call to the world is a step of its own. */
export function nodeHappenings(world: World, id: NodeId, bounds: Bounds, mutant: Mutant): Happening[] {
  const node = world.nodes[id];
  if (!node.isRunning) {
    return [];
  }
  return [...look(world, id, bounds), ...work(world, id, mutant), ...flush(world, id, bounds)];
}

function look(world: World, id: NodeId, bounds: Bounds): Happening[] {
  const { view, shown } = world.nodes[id];
  if (view !== null) {
    return [];
  }
  const isTurn = world.shard.move?.actor === id;
  return [
    ...(isTurn ? [{ name: `${id} reads the row`, next: show(world, id, bounds) }] : []),
    ...shown.map((shard) => ({
      name: `${id} is shown an old row again`,
      next: see(world, id, { shard, progress: 'seen' }),
    })),
  ];
}

/** Also after its lease: a flush that is under way does not ask for it. */
function flush(world: World, id: NodeId, bounds: Bounds): Happening[] {
  const { openEpoch, copyVersion } = world.nodes[id];
  const { home } = world;
  if (openEpoch === null || home === null || home.version !== copyVersion || home.version >= bounds.homeVersions) {
    return [];
  }
  const version = home.version + 1;
  const next = withNode({ ...world, home: { ...home, epoch: openEpoch, version, writer: id } }, id, {
    copyVersion: version,
  });
  return [{ name: `${id} flushes epoch ${openEpoch}`, next }];
}

function work(world: World, id: NodeId, mutant: Mutant): Happening[] {
  const node = world.nodes[id];
  const view = node.view;
  const move = view?.shard.move;
  if (view === null || move === undefined) {
    return [];
  }
  if (move.to === id) {
    const isMine = mutant.anyIncarnation || move.toIncarnation === incarnationOf(id, node);
    return isMine ? receive(world, id, view, mutant) : [{ name: `${id} leaves it`, next: see(world, id, null) }];
  }
  return give(world, id, view, mutant);
}

function receive(world: World, id: NodeId, view: View, mutant: Mutant): Happening[] {
  const state = view.shard.move?.state;
  if (state === 'copying' || state === 'released') {
    const event = state === 'copying' ? 'copied' : 'committed';
    return view.progress === 'seen' ? [copy(world, id, 'told')] : [advance(world, id, event)];
  }
  if (state !== 'committed') {
    return [];
  }
  switch (view.progress) {
    case 'seen':
      return [seal(world, id, view.shard, mutant)];
    case 'sealed':
      return [mutant.noCopyAfterSeal ? progress(world, id, 'copied') : copy(world, id, 'copied')];
    case 'copied':
      return [check(world, id, mutant)];
    case 'checked':
      return open(world, id, view.shard);
    default:
      return [advance(world, id, 'sealed')];
  }
}

function give(world: World, id: NodeId, view: View, mutant: Mutant): Happening[] {
  if (view.progress === 'seen') {
    return [check(world, id, mutant)];
  }
  const isTold = view.progress === 'told';
  switch (view.shard.move?.state) {
    case 'releasing':
      return [
        isTold || mutant.noCloseBeforeRelease
          ? advance(world, id, 'released')
          : tell(world, id, 'closes', { openEpoch: null }),
      ];
    case 'sealed':
      return [isTold ? advance(world, id, 'cleaned') : tell(world, id, 'drops its copy', { copyVersion: 0 })];
    case 'cancelled': {
      const isMine = mutant.anyIncarnation || view.shard.ownerIncarnation === incarnationOf(id, world.nodes[id]);
      return isTold || !isMine ? [advance(world, id, 'resumed')] : open(world, id, view.shard);
    }
    default:
      return [];
  }
}

function show(world: World, id: NodeId, bounds: Bounds): World {
  const { shard } = world;
  const before = world.nodes[id].shown.filter(
    (row) => row.move?.id !== shard.move?.id || row.move?.state !== shard.move?.state,
  );
  return withNode(world, id, { view: { shard, progress: 'seen' }, shown: [shard, ...before].slice(0, bounds.oldRows) });
}

function see(world: World, id: NodeId, view: View | null): World {
  return withNode(world, id, { view });
}

function progress(world: World, id: NodeId, to: Progress, change: Partial<ModelNode> = {}): Happening {
  const view = world.nodes[id].view;
  return { name: `${id} ${to}`, next: withNode(world, id, { ...change, view: view && { ...view, progress: to } }) };
}

function tell(world: World, id: NodeId, what: string, change: Partial<ModelNode>): Happening {
  return { ...progress(world, id, 'told', change), name: `${id} ${what}` };
}

function copy(world: World, id: NodeId, to: Progress): Happening {
  return { ...progress(world, id, to, { copyVersion: world.home?.version ?? 0 }), name: `${id} copies the home` };
}

/** Compare-and-swap in a loop, so one step. */
function seal(world: World, id: NodeId, shard: Shard, mutant: Mutant): Happening {
  const step = decideSeal(world.home ?? undefined, { shardId: shard.id, nodeId: id, epoch: shard.epoch });
  if (step.kind === 'superseded') {
    return { name: `${id} is superseded`, next: see(world, id, null) };
  }
  const home = step.kind === 'write' && !mutant.noSeal ? step.manifest : world.home;
  return { ...progress({ ...world, home }, id, 'sealed'), name: `${id} seals epoch ${shard.epoch}` };
}

function check(world: World, id: NodeId, mutant: Mutant): Happening {
  const seen = world.nodes[id].view?.shard;
  const { move, epoch } = world.shard;
  const isSame = seen?.epoch === epoch && seen.move?.id === move?.id && seen.move?.state === move?.state;
  return isSame || mutant.noReadBeforeTelling
    ? { ...progress(world, id, 'checked'), name: `${id} reads again` }
    : { name: `${id} finds the row changed`, next: see(world, id, null) };
}

function open(world: World, id: NodeId, shard: Shard): Happening[] {
  const isAllowed = world.nodes[id].isLeaseValid;
  return isAllowed ? [tell(world, id, `opens epoch ${shard.epoch}`, { openEpoch: shard.epoch })] : [];
}

/** The conditional write of a transition; a refused one is forgotten and the row read again. */
function advance(world: World, id: NodeId, event: MoveEvent): Happening {
  const seen = world.nodes[id].view?.shard;
  const { move, epoch } = world.shard;
  const step = seen?.move && transition(seen.move, event);
  const holds = seen?.epoch === epoch && seen.move?.id === move?.id && seen.move?.state === move?.state;
  if (step === undefined || isRefusal(step) || !holds) {
    return { name: `${id} is refused ${event}`, next: see(world, id, null) };
  }
  return { name: `${id} writes ${event}`, next: see({ ...world, shard: afterStep(world.shard, step) }, id, null) };
}
