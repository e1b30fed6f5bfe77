import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitFleet } from '../../../core/planner/fleet-limits';
import type { FleetModel } from '../../../core/planner/fleet-model';
import { FleetState } from '../../../core/planner/fleet-state';
import { maxOverMean } from '../../../core/planner/node-multiples';
import type { PlannerInput } from '../../../core/planner/planner-input';
import { readFleet } from '../../../core/planner/read-fleet';
import { fleetLevels } from '../../../fleet-plan/report/node-levels';
import { planJson } from '../../../fleet-plan/report/plan-json';
import { MOVES_SHOWN, renderPlan } from '../../../fleet-plan/report/render-plan';
import outputSchema from '../../../fleet-plan/schema/plan-output.json';
import { STRATEGIES } from '../../../fleet-plan/strategy/fleet-plan';
import { planByStrategy } from '../../../fleet-plan/strategy/plan-by-strategy';
import { node, shard, UNEVEN } from '../fleet-files';

const isPlan = new Ajv2020().compile(outputSchema);
const DRAINING = { ...UNEVEN, nodes: [node('n-1', 'a', { state: 'draining' }), ...UNEVEN.nodes.slice(1)] };
/** Two nodes whose disks cannot take what must leave the third. */
const TIGHT = {
  nodes: DRAINING.nodes.map((one) => ({ ...one, capacity: { bytes: 60e9, load: 100 } })),
  shards: UNEVEN.shards,
};
const SPENT = { ...DRAINING, policy: { budgets: { perNode: 1, perZone: 1, perFleet: 1 } } };

function modelOf(fleet: object): FleetModel {
  return readFleet(fleet as PlannerInput);
}

function textOf(fleet: object, mostMoves = MOVES_SHOWN): string {
  const model = modelOf(fleet);
  return renderPlan(model, planByStrategy(model, 'balance'), { remarks: [], mostMoves }).join('\n');
}

describe('planJson', () => {
  test.each(STRATEGIES)('is one document of the output schema: %s', (strategy) => {
    for (const fleet of [UNEVEN, DRAINING, TIGHT, SPENT]) {
      const plan = planByStrategy(modelOf(fleet), strategy);
      const document = JSON.parse([...planJson(plan, ['a remark'])].join('\n'));
      expect(isPlan(document), JSON.stringify(isPlan.errors)).toBe(true);
      expect(document).toEqual(JSON.parse(JSON.stringify({ ...plan, remarks: ['a remark'] })));
    }
  });

  test.each([0, 1, 999, 1000, 1001, 2500])('writes %i moves', (count) => {
    const [move] = planByStrategy(modelOf(UNEVEN), 'balance').moves;
    const moves = Array.from({ length: count }, (_, at) => ({ ...move, shard: `s-${at}` }) as NonNullable<typeof move>);
    const plan = { ...planByStrategy(modelOf(UNEVEN), 'balance'), moves };
    expect(JSON.parse([...planJson(plan, [])].join('\n')).moves).toEqual(moves);
  });
});

describe('fleetLevels', () => {
  test('by hand', () => {
    const model = modelOf(UNEVEN);
    const { before, after } = fleetLevels(model, planByStrategy(model, 'balance').moves);
    expect([...before.multiples]).toEqual([1.5, 1, 0.5]);
    expect([...after.multiples]).toEqual([1, 1, 1]);
    expect([...before.diskFractions]).toEqual([0.08, 0.04, 0.02]);
    expect([...after.diskFractions]).toEqual([0.07, 0.04, 0.03]);
  });

  test('has the most loaded node where the plan has it', () => {
    const loads = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(loads, fc.constantFrom('balance', 'round-robin', 'load'), (given, strategy) => {
        const nodes = Array.from({ length: 5 }, (_, at) =>
          node(`n-${at}`, `z-${at % 3}`, at === 4 ? { state: 'down' } : {}),
        );
        const shards = given.map((load, at) => shard(`s-${at}`, [`n-${load % 5}`], { load }));
        const model = modelOf({ nodes, shards });
        const plan = planByStrategy(model, strategy);
        const { before, after } = fleetLevels(model, plan.moves);
        expect(Math.max(...before.multiples)).toBeCloseTo(plan.before.maxOverMean);
        expect(Math.max(...after.multiples)).toBeCloseTo(plan.after.maxOverMean);
        const limits = limitFleet(model);
        expect(maxOverMean(limits, new FleetState(limits.model, limits).loads)).toBeCloseTo(plan.before.maxOverMean);
      }),
    );
  });
});

describe('renderPlan', () => {
  test('shows states, reasons, and the bytes over those that must move', () => {
    const text = textOf(DRAINING);
    expect(text).toContain('3 nodes in 3 zones (1 draining), 6 shards with 1 replica each');
    expect(text).toContain('3 moves of 80.0 GB, 1.000 times the 80.0 GB that must move');
    expect(text).toMatch(/evacuation +3 {2}80\.0 GB/);
  });

  test('says that no node is active when all are to be emptied, rather than that disks are full', () => {
    const nodes = UNEVEN.nodes.map((one) => ({ ...one, state: 'draining' }));
    const text = textOf({ ...UNEVEN, nodes });
    expect(text).toContain('3 replicas stay assigned to n-1: no node is active, so none takes anything: add one');
    expect(text).toContain('1 replica stays assigned to n-3: no node is active');
    expect(text).not.toContain('no other node has disk');
  });

  test('cuts the moves and says how many are left', () => {
    expect(textOf(DRAINING, 2)).toMatch(/\n2 {2}s-\d .*\nand 1 more move: --all shows them$/);
    expect(textOf(DRAINING, 3)).not.toContain('--all');
  });

  test('shows two hundred thousand moves', () => {
    const model = modelOf(UNEVEN);
    const plan = planByStrategy(model, 'balance');
    const moves = new Array(200_000).fill(plan.moves[0]);
    const shown = { remarks: [], mostMoves: Number.POSITIVE_INFINITY };
    expect(renderPlan(model, { ...plan, moves }, shown).at(-1)).toMatch(/^200000 {2}s-2 /);
  });

  test('says what is not reached, and by how much', () => {
    expect(textOf(TIGHT)).toMatch(
      /not reached\ngoal +why\nevacuation +\d replicas stay assigned to n-1: no other node has disk/,
    );
  });

  test('says what waits and why', () => {
    expect(textOf(SPENT)).toMatch(/2 moves of \d+\.0 GB wait: the budgets of moves in flight are spent/);
  });

  test('says that nothing moves, and what is in flight', () => {
    const moves = [{ shard: 's-2', from: 'n-1', to: 'n-3' }];
    const text = textOf({ ...UNEVEN, moves });
    expect(text).toContain('6 shards with 1 replica each; 1 move in flight');
    expect(text).toMatch(/nothing moves$/);
  });

  test('shows the three most and least loaded of many nodes', () => {
    const nodes = Array.from({ length: 9 }, (_, at) => node(`n-${at}`, 'a'));
    const shards = nodes.map(({ id }, at) => shard(`s-${at}`, [id], { load: 20 - at }));
    const text = textOf({ nodes, shards, policy: { maxOverMean: 2 } });
    expect(text).toContain('most and least loaded of 9 active nodes');
    expect(text.match(/^n-\d/gm)).toEqual(['n-0', 'n-1', 'n-2', 'n-6', 'n-7', 'n-8']);
  });
});
