import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planMoves } from '../../../core/planner/plan-moves';
import type { PlannerInput, PlannerShard } from '../../../core/planner/planner-input';
import { applied, node, shard } from './fleet-builder';

/** Fleets of 12 to 20 nodes with 20 shards each that weigh up to a tenth of a node. */
const fleets = fc
  .record({
    nodes: fc.integer({ min: 12, max: 20 }),
    draws: fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 20 })), {
      minLength: 400,
      maxLength: 400,
    }),
  })
  .map(({ nodes, draws }): PlannerInput => {
    const ids = Array.from({ length: nodes }, (_, index) => `n-${index}`);
    const shards = draws
      .slice(0, 20 * nodes)
      .map(([owner, load, size], index) =>
        shard(`s-${index}`, [ids[owner % nodes] as string], { load: load / 1000, sizeBytes: size * 1e9 }),
      );
    return {
      nodes: ids.map((id, index) => node(id, `z-${index % 3}`)),
      shards,
      policy: { loadLimit: 100, effort: 0.1 },
    };
  });

function balanced(input: PlannerInput): PlannerInput {
  let fleet = input;
  for (let plan = planMoves(fleet); plan.moves.length > 0; plan = planMoves(fleet)) {
    fleet = applied(fleet, plan);
  }
  return fleet;
}

function totalBytes({ shards }: PlannerInput): number {
  return [...shards].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

test('gives one more node at most its part of the bytes, and a twentieth more', () => {
  fc.assert(
    fc.property(fleets, (input) => {
      const fleet = balanced(input);
      const nodes = [...fleet.nodes, node('one-more', 'z-0')];
      const plan = planMoves({ ...fleet, nodes });
      expect(plan.bytesMoved).toBeLessThanOrEqual((1.05 / nodes.length) * totalBytes(fleet));
    }),
    { numRuns: 30 },
  );
});

test('moves less than a hundredth of a balanced fleet while loads differ by 5 % from plan to plan', () => {
  fc.assert(
    fc.property(
      fleets,
      fc.array(fc.infiniteStream(fc.double({ min: 0.95, max: 1.05, noNaN: true })), { minLength: 20, maxLength: 20 }),
      (input, ticks) => {
        let fleet = balanced(input);
        let bytes = 0;
        for (const noise of ticks) {
          const noisy = [...fleet.shards].map(
            (one): PlannerShard => ({ ...one, load: (one.load as number) * noise.next().value }),
          );
          const plan = planMoves({ ...fleet, shards: noisy });
          bytes += plan.bytesMoved;
          fleet = applied(fleet, plan);
        }
        expect(bytes).toBeLessThanOrEqual(0.01 * totalBytes(fleet));
      },
    ),
    { numRuns: 10 },
  );
});
