import { type Bounds, type Happening, type NodeId, type World, withNode } from './world';

/** What befalls a node: its lease lapses or is renewed, its process dies and starts anew as another incarnation. */
export function faultHappenings(world: World, id: NodeId, bounds: Bounds): Happening[] {
  const node = world.nodes[id];
  return node.isRunning ? [...lose(world, id, bounds), ...renew(world, id)] : [start(world, id)];
}

function lose(world: World, id: NodeId, bounds: Bounds): Happening[] {
  if (world.faults >= bounds.faults) {
    return [];
  }
  const faulty = { ...world, faults: world.faults + 1 };
  const lapse = { name: `${id}'s lease lapses`, next: withNode(faulty, id, { isLeaseValid: false }) };
  const crash = { name: `${id} crashes`, next: stop(faulty, id) };
  return world.nodes[id].isLeaseValid ? [lapse, crash] : [crash];
}

/** A refused renewal ends the process. */
function renew(world: World, id: NodeId): Happening[] {
  if (world.beats[id].fenced) {
    return [{ name: `${id} learns that it was fenced`, next: stop(world, id) }];
  }
  return world.nodes[id].isLeaseValid
    ? []
    : [{ name: `${id} renews its lease`, next: withNode(world, id, { isLeaseValid: true }) }];
}

function start(world: World, id: NodeId): Happening {
  const starts = world.nodes[id].starts + 1;
  const beats = { ...world.beats, [id]: { incarnation: `${id}${starts}`, fenced: false } };
  return {
    name: `${id} starts anew`,
    next: withNode({ ...world, beats }, id, {
      starts,
      isRunning: true,
      isLeaseValid: true,
      openEpoch: null,
      shown: [],
    }),
  };
}

function stop(world: World, id: NodeId): World {
  return withNode(world, id, { isRunning: false, isLeaseValid: false, openEpoch: null, view: null, shown: [] });
}
