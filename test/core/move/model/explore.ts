import { controllerHappenings } from './controller-happenings';
import { faultHappenings } from './fault-happenings';
import { KnownParts } from './known-parts';
import { nodeHappenings } from './node-happenings';
import { accepts, type Bounds, firstWorld, type Happening, type Mutant, NODE_IDS, type World } from './world';

/** What exploring every order of events found. */
export interface Exploration {
  readonly states: number;
  /** The shortest way to a state that breaks a law, and which; absent when none does. */
  readonly violation?: { readonly law: string; readonly trace: readonly string[] };
  /** A state from which nobody can ever serve again, by the way to it. */
  readonly deadEnd?: readonly string[];
}

interface Visited {
  readonly world: World;
  readonly parent: number;
  readonly name: string;
  readonly nexts: number[];
}

/** Breadth-first over all interleavings within the bounds, so that the first violation found is a shortest one. */
export function explore(bounds: Bounds, mutant: Mutant = {}): Exploration {
  const visited: Visited[] = [];
  const indices = new Map<string, number>();
  const parts = new KnownParts();
  const enter = (next: World, parent: number, name: string): number => {
    const { world, key } = parts.recognize(next);
    const known = indices.get(key);
    if (known !== undefined) {
      return known;
    }
    indices.set(key, visited.length);
    visited.push({ world, parent, name, nexts: [] });
    return visited.length - 1;
  };
  enter(firstWorld(), -1, 'start');
  for (let index = 0; index < visited.length; index += 1) {
    const here = visited[index] as Visited;
    const law = brokenLaw(here.world);
    if (law) {
      return { states: visited.length, violation: { law, trace: traceTo(visited, index) } };
    }
    for (const { name, next } of happenings(here.world, bounds, mutant)) {
      here.nexts.push(enter(next, index, name));
    }
  }
  return { states: visited.length, deadEnd: findDeadEnd(visited, bounds) };
}

function happenings(world: World, bounds: Bounds, mutant: Mutant): Happening[] {
  return [
    ...controllerHappenings(world, bounds, mutant),
    ...NODE_IDS.flatMap((id) => nodeHappenings(world, id, bounds, mutant)),
    ...NODE_IDS.flatMap((id) => faultHappenings(world, id, bounds)),
  ];
}

function brokenLaw(world: World): string | undefined {
  const acceptors = NODE_IDS.map((id) => world.nodes[id]).filter(accepts);
  if (acceptors.length > 1) {
    return 'two nodes accept writes';
  }
  const acceptor = acceptors[0];
  if (acceptor && acceptor.openEpoch !== world.home?.epoch) {
    return 'a node accepts writes in an epoch that the home does not carry';
  }
  if (acceptor && acceptor.copyVersion !== world.home?.version) {
    return 'a node accepts writes without every durable write';
  }
  return undefined;
}

/** A state is live if some way leads from it to a resting shard that is served. A spent bound on moves is no dead end. */
function findDeadEnd(visited: readonly Visited[], bounds: Bounds): readonly string[] | undefined {
  const parents: number[][] = visited.map(() => []);
  visited.forEach(({ nexts }, index) => {
    for (const next of nexts) {
      parents[next]?.push(index);
    }
  });
  const live = new Set(visited.flatMap(({ world }, index) => (isServed(world) ? [index] : [])));
  const queue = [...live];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    for (const parent of parents[index] ?? []) {
      if (!live.has(parent)) {
        live.add(parent);
        queue.push(parent);
      }
    }
  }
  const dead = visited.findIndex(({ world }, index) => world.movesMade < bounds.moves && !live.has(index));
  return dead < 0 ? undefined : traceTo(visited, dead);
}

function isServed(world: World): boolean {
  return world.shard.move === undefined && NODE_IDS.some((id) => accepts(world.nodes[id]));
}

function traceTo(visited: readonly Visited[], index: number): readonly string[] {
  const trace: string[] = [];
  for (let at = visited[index]; at !== undefined; at = visited[at.parent]) {
    trace.unshift(at.name);
  }
  return trace;
}
