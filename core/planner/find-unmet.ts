import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import { leavingReplicas } from './leaving-replicas';
import type { UnmetGoal } from './move-plan';
import { maxOverMean } from './node-multiples';

/** Above what is accepted as met: rounding of sums of many loads. */
const ROUNDING = 1e-6;

/** Returns the goals that the state misses, and by how much. O(replicas × replicas of a shard). */
export function findUnmet(state: FleetState, accepted: number): UnmetGoal[] {
  return [
    ...unmetEvacuations(state),
    ...unmetReplicas(state),
    ...unmetZones(state),
    ...unmetDisks(state),
    ...unmetLoads(state, accepted),
  ];
}

function unmetEvacuations(state: FleetState): UnmetGoal[] {
  const { nodes } = state.model;
  const left = new Map<number, number>();
  for (const replica of leavingReplicas(state)) {
    const holder = state.holderOf(replica);
    left.set(holder, (left.get(holder) ?? 0) + 1);
  }
  const why = nodes.takes.includes(1)
    ? 'no other node has disk for what is left, or it is in flight to it'
    : 'no node is active, so none takes anything: add one';
  return [...left].map(([node, by]) => ({
    goal: 'evacuation',
    subject: nodes.ids[node] as string,
    by,
    text: `${by === 1 ? '1 replica stays' : `${by} replicas stay`} assigned to ${nodes.ids[node]}: ${why}`,
  }));
}

function unmetReplicas({ holders, model: { stride, policy } }: FleetState): UnmetGoal[] {
  let by = 0;
  for (let start = 0; start < holders.length; start += stride) {
    let present = 0;
    for (let replica = start; replica < start + stride; replica += 1) {
      present += holders[replica] === NOWHERE ? 0 : 1;
    }
    by += Math.max(0, policy.replicas - present);
  }
  const text = `${by} replicas are missing: each needs an active node of its own with disk for it`;
  return by > 0 ? [{ goal: 'replicas', subject: 'fleet', by, text }] : [];
}

function unmetZones(state: FleetState): UnmetGoal[] {
  const { model, limits } = state;
  let by = 0;
  for (let start = 0; start < state.holders.length; start += model.stride) {
    by += state.sharesZone(start) ? crowdedReplicas(state, start) : 0;
  }
  const unmet: UnmetGoal[] = [];
  if (by > 0) {
    const text = `${by} replicas share a zone with more of their shard than ${limits.mostInOneZone}: no other zone can take them`;
    unmet.push({ goal: 'zones', subject: 'fleet', by, text });
  }
  if (limits.mostInOneZone > 1) {
    const text = `there are fewer zones with active nodes than the ${model.policy.replicas} replicas: up to ${limits.mostInOneZone} share one`;
    unmet.push({ goal: 'zones', subject: 'fleet', by: limits.mostInOneZone - 1, text });
  }
  return unmet;
}

/** How many of a shard's replicas are in a zone that has more of them than it may. */
function crowdedReplicas(state: FleetState, start: number): number {
  const { nodes, stride } = state.model;
  let count = 0;
  for (let replica = start; replica < start + stride; replica += 1) {
    const holder = state.holderOf(replica);
    const isCounted = holder !== NOWHERE && nodes.leaves[holder] === 0;
    count += isCounted && !state.isZoneOpen(replica, state.zones[holder] as number) ? 1 : 0;
  }
  return count;
}

function unmetDisks({ bytes, limits, model: { nodes } }: FleetState): UnmetGoal[] {
  const full = nodes.ids.flatMap((id, node) => {
    const by = (bytes[node] as number) - (limits.diskLimits[node] as number);
    return nodes.takes[node] === 1 && by > 0 ? [{ id, by }] : [];
  });
  return full.map(({ id, by }) => ({
    goal: 'disk',
    subject: id,
    by,
    text: `the disk of ${id} is ${by} bytes above its limit: no other node has room for more of its shards`,
  }));
}

function unmetLoads(state: FleetState, accepted: number): UnmetGoal[] {
  const { limits, model } = state;
  const unmet: UnmetGoal[] = [];
  limits.fullness.forEach((fullness, resource) => {
    if (fullness > 1) {
      const name = model.resources[resource] as string;
      const text = `all nodes together carry ${fullness.toFixed(3)} times the ${name} that they may: add nodes`;
      unmet.push({ goal: 'load-limit', subject: name, by: fullness - 1, text });
    }
  });
  const most = maxOverMean(limits, state.loads);
  if (most > accepted + ROUNDING) {
    const by = most - model.policy.maxOverMean;
    unmet.push({ goal: 'balance', subject: 'fleet', by, text: `${balanceText(state, most)}` });
  }
  return unmet;
}

function balanceText(state: FleetState, most: number): string {
  const { limits, weights, model } = state;
  const forced = limits.reachable.reduce((highest, multiple) => Math.max(highest, multiple), 1);
  const over = state.rooms.filter((room, node) => model.nodes.takes[node] === 1 && room < -ROUNDING).length;
  const heaviest = weights.reduce((highest, weight) => Math.max(highest, weight), 0);
  const causes = [`${over} nodes stay above what was planned for`];
  if (forced > 1 + ROUNDING) {
    causes.push(`the zones force ${forced.toFixed(3)}`);
  }
  return `max/mean load stays at ${most.toFixed(3)}: ${causes.join(', ')}; the heaviest replica has ${heaviest.toFixed(3)} of the mean load`;
}
