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
 * Returns moves that bring the most loaded nodes below `aim` × mean, in order, and spends them from `fleet`. Each takes
 * load from a node to one that ends clearly below it, so the sum of squared loads falls with every move and the plan
 * ends. A shard moves at most once. Deterministic, O(moves × S).
 */
export function balance(fleet: FleetLoad, ring: HashRing, shards: readonly Shard[], aim: number): BalanceStep[] {
  const steps: BalanceStep[] = [];
  const stuck = new Set<string>();
  const byNode = groupByOwner(shards);
  for (;;) {
    const source = mostLoaded(fleet, stuck);
    if (source === undefined || source.load <= fleet.meanLoad() * aim) {
      return steps;
    }
    const candidates = byNode.get(source.id) ?? [];
    const step = bestStep(fleet, ring, source, candidates, aim);
    if (step === undefined) {
      stuck.add(source.id);
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

/** The shard that takes most of the excess away without overshooting it; the lightest one if all overshoot. */
function bestStep(
  fleet: FleetLoad,
  ring: HashRing,
  source: NodeLoad,
  candidates: readonly Shard[],
  aim: number,
): BalanceStep | undefined {
  const mean = fleet.meanLoad();
  const excess = source.load - mean;
  const byFit = [...candidates].sort((left, right) => misfit(fleet, left, excess) - misfit(fleet, right, excess));
  for (const shard of byFit) {
    const load = fleet.loadOf(shard);
    const gains = (node: NodeLoad) => source.load - (node.load + load) >= mean * LEAST_GAIN_FRACTION;
    const mayUse = (node: NodeLoad) => node !== source && gains(node) && fleet.canSpend(source.id, node.id);
    const choice = chooseTarget(shard, ring, fleet, { loadBound: mean * aim, mayUse });
    if ('node' in choice) {
      return { shard, from: source.id, to: choice.node.id };
    }
  }
  return undefined;
}

function misfit(fleet: FleetLoad, shard: Shard, excess: number): number {
  const load = fleet.loadOf(shard);
  return load <= excess ? excess - load : load;
}
