import { expect, test } from 'vitest';
import { planMoves } from '../../../core/planner/plan-moves';
import type { PlannerInput } from '../../../core/planner/planner-input';
import { node, ownersAfter, shard } from './fleet-builder';

/** 60 nodes in three zones and 3000 shards of two replicas: one in fifty weighs up to half a node, sizes differ 20 ×. */
function skewedFleet(): PlannerInput {
  let state = 1;
  const fraction = () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const nodes = Array.from({ length: 60 }, (_, index) =>
    node(`n-${index}`, `z-${index % 3}`, { capacity: { bytes: 1e15, load: 1e6 } }),
  );
  const shards = Array.from({ length: 3000 }, (_, index) => {
    const first = Math.floor(fraction() * 60);
    const second = (first + 1 + Math.floor(fraction() * 2) + 3 * Math.floor(fraction() * 19)) % 60;
    const load = index % 50 === 0 ? 20 * fraction() : 0.3;
    return shard(`s-${index}`, [`n-${first}`, `n-${second}`], { load, sizeBytes: 1e9 * 20 ** fraction() });
  });
  return { nodes, shards, policy: { replicas: 2 } };
}

test('reaches the target within the zones, and the optimiser moves fewer bytes than single steps do', () => {
  const fleet = skewedFleet();
  const simple = planMoves({ ...fleet, policy: { ...fleet.policy, effort: 0 } });
  const searched = planMoves(fleet);
  for (const plan of [simple, searched]) {
    expect(plan.before.maxOverMean).toBeGreaterThan(1.3);
    expect(plan.after.maxOverMean).toBeLessThanOrEqual(1.05 + 1e-9);
    expect(plan.unmet).toEqual([]);
    for (const owners of ownersAfter(fleet.shards, plan).values()) {
      expect(new Set(owners.map((owner) => Number(owner.slice(2)) % 3)).size).toBe(2);
    }
  }
  expect(searched.bytesMoved).toBeLessThan(0.8 * simple.bytesMoved);
  expect(searched.bytesMoved).toBeGreaterThanOrEqual(searched.lowerBoundBytes);
});
