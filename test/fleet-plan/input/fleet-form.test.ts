import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidFleetError } from '../../../core/planner/planner-faults';
import { PLANNER_POLICY_DEFAULTS, type PlannerInput } from '../../../core/planner/planner-input';
import { readFleet } from '../../../core/planner/read-fleet';
import { FleetForm } from '../../../fleet-plan/input/fleet-form';
import schema from '../../../fleet-plan/schema/plan-input.json';
import { node, shard, UNEVEN } from '../fleet-files';

const form = new FleetForm();
const odd = fc.constantFrom<unknown>(undefined, null, 0, -1, 0.5, 1, 5, 6, 1.001, 100, 101, '', 'n-1', [], {}, true);

function isOfForm(value: { readonly shards?: unknown }): boolean {
  const shards = Array.isArray(value.shards) ? value.shards : [];
  return form.isFleet(value, () => undefined) && shards.every((one) => form.isShard(one, () => undefined));
}

function plannerTakes(value: object): boolean {
  try {
    readFleet(value as PlannerInput);
    return true;
  } catch (error) {
    if (error instanceof InvalidFleetError) {
      return false;
    }
    throw error;
  }
}

test('asks of each number of a policy what the planner asks of it', () => {
  const edges = [-1, 0, 0.0099, 0.01, 1, 1.0009, 1.001, 1.5, 5, 6, 100, 100.1];
  for (const name of Object.keys(PLANNER_POLICY_DEFAULTS)) {
    for (const value of edges) {
      const fleet = { ...UNEVEN, policy: { maxOverMean: 1.001, startAbove: 100, [name]: value } };
      expect(isOfForm(fleet), `${name} ${value}`).toBe(plannerTakes(fleet));
    }
  }
});

test('names the defaults of the planner', () => {
  const defaults = Object.entries(schema.$defs.policy.properties).flatMap(([name, rule]) =>
    'default' in rule ? [[name, rule.default]] : [],
  );
  expect(Object.fromEntries(defaults)).toEqual(PLANNER_POLICY_DEFAULTS);
});

test('refuses only what the planner would refuse too, and passes on nothing that it cannot read', () => {
  const changed = <Whole extends object>(whole: Whole) =>
    fc.tuple(fc.constantFrom(...Object.keys(whole)), odd).map(([name, value]) => ({ ...whole, [name]: value }));
  const capacity = changed({ bytes: 1e12, load: 100 as unknown }).map((given) => node('n-4', 'a', { capacity: given }));
  const oddNode = fc.oneof(capacity, changed(node('n-4', 'a')));
  const oddShard = changed(shard('s-7', ['n-1']));
  fc.assert(
    fc.property(oddNode, oddShard, (extraNode, extraShard) => {
      const fleet = { nodes: [...UNEVEN.nodes, extraNode], shards: [...UNEVEN.shards, extraShard] };
      const isRight = isOfForm(fleet);
      const isTaken = plannerTakes(fleet);
      expect(isTaken && !isRight, JSON.stringify(fleet)).toBe(false);
    }),
  );
});

test('is what the package exports', () => {
  const resolve = createRequire(__filename);
  expect(resolve('cdk-elastic-fleet/schema/plan-input.json')).toEqual(schema);
  expect(resolve('cdk-elastic-fleet/schema/plan-output.json')).toHaveProperty('title', 'A plan of moves');
});
