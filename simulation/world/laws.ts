import type { Move } from '../../core/move/move';
import type { Clockwork } from '../engine/clockwork';
import { POLICY } from '../settings';
import type { Machine } from './machine';
import type { SimulatedTable } from './simulated-table';

/** Law 3: at every instant at most one node accepts writes for a shard. It can only break when one begins to accept. */
export function checkAcceptance(clockwork: Clockwork, machines: readonly Machine[], shardId: string): void {
  let acceptors = 0;
  for (const machine of machines) {
    acceptors += machine.service?.accepts(shardId) ? 1 : 0;
  }
  if (acceptors > 1) {
    const names = machines.filter(({ service }) => service?.accepts(shardId)).map(({ id }) => id);
    clockwork.violate('at most one node accepts writes for a shard', `${names.join(' and ')} accept ${shardId}`);
  }
}

/**
 * Law 5: a planned move is made only within the budgets. A take-over of a shard that nobody serves does not wait for them,
 * but counts.
 */
export function checkBudgets(clockwork: Clockwork, table: SimulatedTable, move: Move, zones: Zones): void {
  if (move.from === null || move.to === null) {
    return;
  }
  const { perNode, perZone, perFleet } = POLICY.moveBudgets;
  const inFlight = [...table.shards.values()].flatMap((shard) =>
    shard.move && shard.move.state !== 'cancelled' && shard.move.to !== null ? [shard.move] : [],
  );
  const touching = (nodeId: string | null) =>
    inFlight.filter((other) => nodeId !== null && (other.from === nodeId || other.to === nodeId)).length;
  const inZone = (zone: string) => inFlight.filter((other) => zonesOf(other, zones).has(zone)).length;
  const spent = [
    [inFlight.length, perFleet, 'the fleet'],
    [touching(move.from), perNode, move.from],
    [touching(move.to), perNode, `${move.to}`],
    ...[...zonesOf(move, zones)].map((zone) => [inZone(zone), perZone, `zone ${zone}`] as const),
  ] as const;
  for (const [count, budget, what] of spent) {
    if (count >= budget) {
      clockwork.violate('no budget is exceeded', `move ${move.id} is number ${count + 1} of ${budget} of ${what}`);
    }
  }
}

/** By node, its zone. */
export type Zones = ReadonlyMap<string, string>;

function zonesOf(move: Move, zones: Zones): ReadonlySet<string> {
  const ends = [move.from, move.to].filter((id) => id !== null);
  return new Set(ends.map((id) => zones.get(id) ?? ''));
}
