import { describe, expect, it } from 'vitest';
import { BRAKE_TICKS, decideFences } from '../../../core/rebalance/decide-fences';
import { node } from './fixtures';

/** So many live nodes, and so many silent ones that nobody fenced yet. */
function fleet(live: number, silent: number) {
  return [
    ...Array.from({ length: live }, (_, index) => node(`live-${index}`)),
    ...Array.from({ length: silent }, (_, index) => node(`silent-${index}`, { state: 'down' })),
  ];
}

describe('decideFences', () => {
  it('fences nobody while all renew', () => {
    expect(decideFences(fleet(5, 0), 0)).toEqual({ fences: [], brakedTicks: 0 });
  });

  it('fences a silent node by its incarnation and counter', () => {
    expect(decideFences(fleet(9, 1), 0).fences).toEqual([
      { nodeId: 'silent-0', incarnation: 'silent-0-1', counter: 5 },
    ]);
  });

  it('does not fence twice', () => {
    expect(decideFences([...fleet(9, 0), node('dead', { fenced: true })], 0).fences).toEqual([]);
  });

  it.each([
    [8, 2, false],
    [7, 3, true],
    [4, 1, false],
    [1, 1, false],
    [0, 1, false],
    [0, 2, true],
    [801, 199, false],
    [799, 201, true],
  ])('with %i live and %i silent nodes brakes: %s', (live, silent, isBraked) => {
    const decision = decideFences(fleet(live, silent), 0);
    expect(decision.brake !== undefined).toBe(isBraked);
    expect(decision.fences).toHaveLength(isBraked ? 0 : silent);
  });

  it('says the numbers of the brake', () => {
    expect(decideFences(fleet(7, 3), 0).brake).toEqual({
      code: 'mass-failure',
      text: '3 of 10 nodes went silent at once: no take-overs for 3 ticks',
    });
  });

  it('brakes for three ticks and then takes them for dead', () => {
    let brakedTicks = 0;
    for (let tick = 1; tick <= BRAKE_TICKS; tick += 1) {
      const decision = decideFences(fleet(5, 5), brakedTicks);
      expect(decision.fences).toEqual([]);
      brakedTicks = decision.brakedTicks;
      expect(brakedTicks).toBe(tick);
    }
    const decision = decideFences(fleet(5, 5), brakedTicks);
    expect(decision.fences).toHaveLength(5);
    expect(decision.brake).toBeUndefined();
  });

  it('does not brake anew for those that are silent once it has waited', () => {
    const fenced = decideFences(fleet(3, 3), BRAKE_TICKS);
    expect(fenced.fences).toHaveLength(3);
    expect(decideFences(fleet(3, 3), fenced.brakedTicks).brake).toBeUndefined();
  });

  it('releases the brake as soon as the nodes are back', () => {
    expect(decideFences(fleet(10, 0), 2)).toEqual({ fences: [], brakedTicks: 0 });
  });

  it('fences instances that the group ended without counting them as a mass failure', () => {
    const ended = [0, 1, 2].map((index) => node(`ended-${index}`, { state: 'down', isGone: true }));
    const decision = decideFences([...fleet(4, 1), ...ended], 0);
    expect(decision.brake).toBeUndefined();
    expect(decision.fences).toHaveLength(4);
  });

  it('brakes however many instances the group ended: those say nothing of the others', () => {
    const ended = Array.from({ length: 6 }, (_, index) => node(`ended-${index}`, { state: 'down', isGone: true }));
    expect(decideFences([...fleet(3, 2), ...ended], 0).brake).toMatchObject({
      text: expect.stringContaining('2 of 5'),
    });
  });

  it('brakes anew at the next mass failure, once a node that died alone has ended the last one', () => {
    const between = decideFences(fleet(9, 1), BRAKE_TICKS);
    expect(decideFences(fleet(3, 3), between.brakedTicks).brake).toBeDefined();
  });

  it('fences ended instances even while the brake is on', () => {
    const decision = decideFences([...fleet(3, 3), node('ended', { state: 'down', isGone: true })], 0);
    expect(decision.brake).toBeDefined();
    expect(decision.fences.map((fence) => fence.nodeId)).toEqual(['ended']);
  });
});
