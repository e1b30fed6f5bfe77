import type { Shard } from '../fleet/shard';
import type { HashRing } from '../placement/hash-ring';
import { chooseTarget } from './choose-target';
import type { FleetLoad, NodeLoad } from './fleet-load';

/** A move is worth it only if it leaves its target this much of the mean load below its source's load before. */
const LEAST_GAIN_FRACTION = 0.05;

/** One move towards balance. */
export interface BalanceStep {
  readonly shard: Shard;
  readonly from: string;
  readonly to: string;
}

/**
 * Returns moves that bring the most loaded nodes below `aim` × mean and the least loaded as close from below, in order,
 * and spends them from `fleet`. The latter matters in a large fleet, where a node that joins empty lifts nobody above
 * the aim. Each move takes load from a node to one that ends clearly below it, so the sum of squared loads falls with
 * every move and the plan ends. A shard moves at most once. Deterministic, O(moves × S).
 */
export function balance(
  fleet: FleetLoad,
  ring: HashRing,
  shards: readonly Shard[],
  aim: number,
  isAvoided: (shard: Shard, nodeId: string) => boolean,
): BalanceStep[] {
  const steps: BalanceStep[] = [];
  const stuck = new Set<string>();
  const byNode = groupByOwner(shards);
  for (;;) {
    const source = mostLoaded(fleet, stuck);
    const wish = source && wishFor(fleet, source, aim);
    if (wish === undefined) {
      return steps;
    }
    const candidates = byNode.get(wish.source.id) ?? [];
    const step = fleet.canSpendAt(wish.source.id) ? bestStep(fleet, ring, wish, candidates, isAvoided) : undefined;
    if (step === undefined) {
      stuck.add(wish.source.id);
      continue;
    }
    candidates.splice(candidates.indexOf(step.shard), 1);
    fleet.unseat(step.shard, step.from);
    fleet.seat(step.shard, step.to);
    fleet.spend(step.from, step.to);
    steps.push(step);
    stuck.clear();
  }
}

function groupByOwner(shards: readonly Shard[]): Map<string, Shard[]> {
  const groups = new Map<string, Shard[]>();
  for (const shard of shards) {
    const owner = shard.owner ?? '';
    const group = groups.get(owner) ?? [];
    group.push(shard);
    groups.set(owner, group);
  }
  return groups;
}

function mostLoaded(fleet: FleetLoad, stuck: ReadonlySet<string>): NodeLoad | undefined {
  const open = fleet.targets.filter((node) => !stuck.has(node.id));
  return open.length === 0 ? undefined : open.reduce((top, node) => (node.load > top.load ? node : top));
}

/** What a next move should do: take load from a node, to nodes that it leaves below a bound. */
interface Wish {
  readonly source: NodeLoad;
  /** Load that the source should lose. */
  readonly excess: number;
  readonly loadBound: number;
  /** Whether nodes above the bound are better than none. */
  readonly isStrict: boolean;
}

/** An overloaded node gives to whoever the ring names; else the most loaded one gives to nodes far below the mean. */
function wishFor(fleet: FleetLoad, source: NodeLoad, aim: number): Wish | undefined {
  const mean = fleet.meanLoad();
  if (source.load > mean * aim) {
    return { source, excess: source.load - mean, loadBound: mean * aim, isStrict: false };
  }
  const lackFraction = 1 - fleet.minOverMean();
  const seatedMean = fleet.seatedMeanLoad();
  return lackFraction > aim - 1
    ? { source, excess: lackFraction * seatedMean, loadBound: seatedMean, isStrict: true }
    : undefined;
}

/** The shard that takes most of the excess away without overshooting it; the lightest one if all overshoot. */
function bestStep(
  fleet: FleetLoad,
  ring: HashRing,
  wish: Wish,
  candidates: readonly Shard[],
  isAvoided: (shard: Shard, nodeId: string) => boolean,
): BalanceStep | undefined {
  const { source, excess, loadBound } = wish;
  const lightest = candidates.reduce((least, shard) => Math.min(least, fleet.loadOf(shard)), Number.POSITIVE_INFINITY);
  // A node that cannot take even the lightest shard takes none: so a source that can give nothing costs little.
  const reachable = new Set(fleet.targets.filter((node) => takes(fleet, wish, node, lightest)));
  if (reachable.size === 0) {
    return undefined;
  }
  const byFit = [...candidates].sort((left, right) => misfit(fleet, left, excess) - misfit(fleet, right, excess));
  for (const shard of byFit) {
    const load = fleet.loadOf(shard);
    const mayUse = (node: NodeLoad) =>
      reachable.has(node) && !isAvoided(shard, node.id) && takes(fleet, wish, node, load);
    const choice = chooseTarget(shard, ring, fleet, { loadBound, mayUse });
    if ('node' in choice) {
      return { shard, from: source.id, to: choice.node.id };
    }
  }
  return undefined;
}

/** Whether moving so much load to the node gains enough and stays within the wish's bound and the budgets. */
function takes(fleet: FleetLoad, { source, loadBound, isStrict }: Wish, node: NodeLoad, load: number): boolean {
  const loadAfter = node.load + load;
  const gain = source.load - loadAfter;
  if (node === source || node.refuses || gain <= 0 || (isStrict && loadAfter > loadBound)) {
    return false;
  }
  return gain >= fleet.meanLoad() * LEAST_GAIN_FRACTION && fleet.canSpend(source.id, node.id);
}

function misfit(fleet: FleetLoad, shard: Shard, excess: number): number {
  const load = fleet.loadOf(shard);
  return load <= excess ? excess - load : load;
}
