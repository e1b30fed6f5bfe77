import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidNodesError } from '../../../core/placement/check-nodes';
import type { PlacementNode } from '../../../core/placement/placement';
import { answers, KEYS, nodes, STRATEGIES } from './fixtures';

const RUNS = { numRuns: 12 };

const anyNodes = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 8 }),
    weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
    zone: fc.constantFrom('a', 'b', 'c', undefined),
  }),
  { minLength: 1, maxLength: 12, selector: ({ id }) => id },
);

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidNodesError);
    return (error as InvalidNodesError).faults;
  }
  return [];
}

function zonesOf(ids: readonly string[], all: readonly PlacementNode[]): (string | undefined)[] {
  return ids.map((id) => all.find((node) => node.id === id)?.zone);
}

describe.each(Object.entries(STRATEGIES))('placement by %s', (_, place) => {
  it('gives the same answers twice, and whatever the order of the nodes', () => {
    fc.assert(
      fc.property(anyNodes, (given) => {
        const first = answers(place(given));
        expect(answers(place(given))).toEqual(first);
        expect(answers(place([...given].reverse()))).toEqual(first);
      }),
      RUNS,
    );
  });

  it('goes on with a node more or less as if built with those nodes', () => {
    fc.assert(
      fc.property(anyNodes, fc.nat(), (given, at) => {
        const chosen = given[at % given.length] as PlacementNode;
        const rest = given.filter((node) => node !== chosen);
        expect(answers(place(rest).withNode(chosen))).toEqual(answers(place(given)));
        expect(answers(place(given).withoutNode(chosen.id))).toEqual(answers(place(rest)));
      }),
      RUNS,
    );
  });

  it('is not changed by placements made from it', () => {
    const placement = place(nodes(5));
    const before = answers(placement);
    placement.withNode({ id: 'more', weight: 3 });
    placement.withoutNode('node-1');
    expect(answers(placement)).toEqual(before);
    expect(placement.nodes).toHaveLength(5);
  });

  it('gives shares that add up to 1, also to the lightest node', () => {
    const shares = place(nodes(6, (index) => 1 + index)).shares();
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares.size).toBe(6);
    expect(Math.min(...shares.values())).toBeGreaterThan(0.02);
  });

  it('gives a node of three times the weight three times the keys', () => {
    const placement = place([{ id: 'big', weight: 3 }, ...nodes(3)]);
    const share = answers(placement).filter((id) => id === 'big').length / KEYS.length;
    expect(share).toBeGreaterThan(0.44);
    expect(share).toBeLessThan(0.56);
  });

  it('knows only the relation of weights, not their unit', () => {
    const [small, large] = [2 ** -20, 2 ** 40].map((unit) => place(nodes(7, (index) => unit * (1 + (index % 3)))));
    expect(small && answers(small)).toEqual(large && answers(large));
  });

  it.each([1, 2, 3, 4, 5])(
    'gives %i owners, all different, of as many zones as there can be, the lookup first',
    (count) => {
      fc.assert(
        fc.property(anyNodes, (given) => {
          const placement = place(given);
          const zones = new Set(given.flatMap(({ zone }) => zone ?? [])).size;
          const zoneless = given.filter(({ zone }) => zone === undefined).length;
          for (const key of KEYS.slice(0, 20)) {
            const owners = placement.owners(key, count);
            expect(owners[0]).toBe(placement.lookup(key));
            expect(owners).toHaveLength(Math.min(count, given.length));
            expect(new Set(owners).size).toBe(owners.length);
            const spread = zonesOf(owners, given);
            const apart =
              new Set(spread.filter((zone) => zone !== undefined)).size + spread.filter((zone) => !zone).length;
            expect(apart).toBe(Math.min(count, zones + zoneless));
          }
        }),
        RUNS,
      );
    },
  );

  it('keeps most of the other owners when a node that owns none goes', () => {
    const before = place(nodes(12));
    const after = before.withoutNode('node-4');
    const untouched = KEYS.slice(0, 200).filter((key) => !before.owners(key, 3).includes('node-4'));
    const same = untouched.filter((key) => after.lookup(key) === before.lookup(key));
    for (const key of same) {
      expect(after.owners(key, 3)).toEqual(before.owners(key, 3));
    }
  });

  it('has no answers without nodes, and takes a first node', () => {
    const empty = place([]);
    expect([empty.lookup('any'), empty.owners('any', 3), empty.shares().size]).toEqual([undefined, [], 0]);
    expect(new Set(answers(empty.withNode({ id: 'one', weight: 0.5 })))).toEqual(new Set(['one']));
  });

  it('gives everything to one node, and is empty again without it', () => {
    const one = place([{ id: 'one', weight: 7 }]);
    expect(new Set(answers(one))).toEqual(new Set(['one']));
    expect(one.owners('any', 5)).toEqual(['one']);
    expect(one.withoutNode('one').lookup('any')).toBeUndefined();
  });

  it('tells every fault of its nodes at once', () => {
    const weights = [0, -1, Number.NaN, Number.POSITIVE_INFINITY];
    const bad = [
      { id: 'a', weight: 1 },
      { id: 'a', weight: 1 },
      { id: '', weight: 1, zone: '' },
      ...weights.map((weight, index) => ({ id: `w${index}`, weight })),
    ];
    expect(faultsOf(() => place(bad))).toEqual([
      'nodes[1].id is "a"; accepted: an id that nodes[0] does not have. Remove one of the two.',
      'nodes[2].id is ""; accepted: a text that is not empty. Give the node an id.',
      'nodes[2].zone is ""; accepted: a text that is not empty. Leave the zone out if there is none.',
      'nodes[3].weight is 0; accepted: a number above 0. Leave out a node that takes no keys.',
      'nodes[4].weight is -1; accepted: a number above 0. Leave out a node that takes no keys.',
      'nodes[5].weight is "NaN"; accepted: a number above 0. Leave out a node that takes no keys.',
      'nodes[6].weight is "Infinity"; accepted: a number above 0. Leave out a node that takes no keys.',
    ]);
  });

  it('refuses a node that is there, the removal of one that is not, and a wrong number of replicas', () => {
    const placement = place(nodes(3));
    expect(faultsOf(() => placement.withNode({ id: 'node-1', weight: 1 }))).toHaveLength(1);
    expect(faultsOf(() => placement.withoutNode('nobody'))).toEqual([
      "There is no node 'nobody' among the 3 nodes. Check its id.",
    ]);
    for (const replicas of [0, 6, 1.5, Number.NaN]) {
      expect(() => placement.owners('any', replicas)).toThrow(`replicas is ${replicas}`);
    }
  });

  it.each([1, 2, 3])('places on %i nodes: every one has keys, and copies are on all of them', (count) => {
    const placement = place(nodes(count));
    expect(new Set(answers(placement)).size).toBe(count);
    for (const key of KEYS.slice(0, 50)) {
      expect(new Set(placement.owners(key, 5)).size).toBe(count);
    }
  });

  it('places on 300 nodes, and goes on from there as if built', () => {
    const all = nodes(300, (index) => 1 + (index % 4));
    const placement = place(all);
    const keys = KEYS.slice(0, 200);
    for (const key of keys.slice(0, 20)) {
      const owners = placement.owners(key, 5);
      expect([owners[0], new Set(owners).size]).toEqual([placement.lookup(key), 5]);
      expect(new Set(zonesOf(owners.slice(0, 3), all)).size).toBe(3);
    }
    const without = place(all.filter(({ id }) => id !== 'node-77'));
    expect(answers(placement.withoutNode('node-77'))).toEqual(answers(without));
    expect(answers(placement.withNode({ id: 'more', weight: 2 }))).toEqual(
      answers(place([{ id: 'more', weight: 2 }, ...all])),
    );
  });
});
