import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlannerFaults } from '../../../core/planner/planner-faults';
import type { PlannerNode } from '../../../core/planner/planner-input';
import { changeFleet, type FleetChange } from '../../../fleet-plan/change/change-fleet';
import { nearIds } from '../../../fleet-plan/change/near-ids';
import { node } from '../fleet-files';

function changed(nodes: readonly object[], change: FleetChange) {
  const faults = new PlannerFaults();
  const result = changeFleet({ nodes: nodes as readonly PlannerNode[], policy: { replicas: 2 } }, change, faults);
  faults.throwIfAny();
  return result;
}

const capacity = (bytes: number, load: unknown) => ({ capacity: { bytes, load } });
const NODES = [node('a-1', 'a'), node('a-2', 'a'), node('b-1', 'b'), node('c-1', 'c'), node('c-2', 'c')];

describe('changeFleet', () => {
  test('marks nodes, and leaves all others and the policy as they are', () => {
    const { fleet, remarks } = changed(NODES, { drain: ['a-1'], remove: ['c-2'] });
    expect(fleet.nodes.map(({ state }) => state)).toEqual(['draining', 'active', 'active', 'active', 'down']);
    expect(fleet.policy).toEqual({ replicas: 2 });
    expect(remarks).toEqual([]);
  });

  test('starts and ends balancing at a threshold', () => {
    const { policy } = changed(NODES, { threshold: 1.02 }).fleet;
    expect(policy).toEqual({ replicas: 2, maxOverMean: 1.02, startAbove: 1.02 });
  });

  test('adds nodes to the zones with fewest active ones, or where it is told', () => {
    const { fleet } = changed(NODES, { drain: ['c-1'], add: ['new-1', 'new-2', 'new-3', 'rack:7:d'] });
    const added = fleet.nodes.slice(5).map(({ id, zone, state }) => [id, zone, state]);
    expect(added).toEqual([
      ['new-1', 'b', 'active'],
      ['new-2', 'c', 'active'],
      ['new-3', 'a', 'active'],
      ['rack:7', 'd', 'active'],
    ]);
  });

  test('gives a new node the medians of the active ones, the lower of two', () => {
    const nodes = [
      node('a', 'z', capacity(100, { cpu: 4, qps: 70 })),
      node('b', 'z', capacity(300, { cpu: 2, qps: 90 })),
      node('c', 'z', capacity(200, { cpu: 3, qps: 80 })),
      node('d', 'z', capacity(400, { cpu: 8, qps: 60 })),
      node('e', 'z', { ...capacity(9e9, { cpu: 99, qps: 99 }), state: 'draining' }),
    ];
    const { fleet, remarks } = changed(nodes, { add: ['new'] });
    expect(fleet.nodes[5]).toEqual(node('new', 'z', capacity(200, { cpu: 3, qps: 70 })));
    expect(remarks).toEqual([
      'new is added to zone z with 200 B and a load of {"cpu":3,"qps":70}, the medians of the others',
    ]);
  });

  test('shapes a new node after all nodes when none is active', () => {
    const nodes = [node('a', 'y', { state: 'down' }), node('b', 'x', { state: 'draining' })];
    expect(changed(nodes, { add: ['new'] }).fleet.nodes[2]).toEqual(node('new', 'x'));
  });

  test('lists every id that does not fit, with names that are near', () => {
    const wishes = { drain: ['a-3', 'a-2'], remove: ['C-1', 'elsewhere'], add: ['b-1', 'new', 'new', ':d', 'x:'] };
    expect(() => changed(NODES, wishes)).toThrow(
      [
        '--drain is "a-3"; accepted: the id of a node. Perhaps a-1 or a-2 or b-1 is meant.',
        '--remove is "C-1"; accepted: the id of a node. Perhaps c-1 or a-1 or b-1 is meant.',
        '--remove is "elsewhere"; accepted: the id of a node. The nodes are a-1, a-2, b-1, c-1, c-2.',
        '--add is "b-1"; accepted: an id that no node has. Give the new node a name of its own.',
        '--add is "new"; accepted: an id that no node has. Give the new node a name of its own.',
        '--add is ":d"; accepted: an id, or id:zone. Give the new node a name.',
        '--add is "x:"; accepted: an id, or id:zone. Give the new node a name.',
      ].join('\n'),
    );
  });

  test('refuses to drain what is down, and a node that is drained and gone at once', () => {
    const nodes = [node('a', 'z'), node('b', 'z', { state: 'down' })];
    expect(() => changed(nodes, { drain: ['b'] })).toThrow('--drain is "b"; accepted: a node that is not down.');
    expect(() => changed(nodes, { drain: ['a'], remove: ['a', 'b'] })).toThrow(
      '--remove is "a"; accepted: a node that',
    );
  });
});

test('nearIds: an id with one letter wrong is always among the near ones, or nearer ones are', () => {
  const id = fc.stringMatching(/^[a-z]{4,12}$/);
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (ids, which, place) => {
      const meant = ids[which % ids.length] as string;
      const at = place % meant.length;
      const near = nearIds(`${meant.slice(0, at)}#${meant.slice(at + 1)}`, ids);
      expect(near.length).toBeLessThanOrEqual(3);
      expect(near.includes(meant) || near.length === 3).toBe(true);
    }),
  );
});
