import { describe, expect, it } from 'vitest';
import { SpentBudgets } from '../../../core/rebalance/spent-budgets';

const ZONES = new Map([
  ['a1', 'a'],
  ['a2', 'a'],
  ['b1', 'b'],
  ['b2', 'b'],
]);
const zoneOf = (id: string) => ZONES.get(id);
const PLENTY = 9;

describe('GIVEN moves that are spent from budgets', () => {
  it('WHEN the fleet has as many as it may THEN none is left anywhere', () => {
    const budgets = new SpentBudgets({ perNode: PLENTY, perZone: PLENTY, perFleet: 1 }, zoneOf);
    budgets.spend('a1', 'a2');
    expect(budgets.canSpend('b1', 'b2')).toBe(false);
  });

  it('WHEN a node has as many as it may THEN it is no end of another one, and others are', () => {
    const budgets = new SpentBudgets({ perNode: 1, perZone: PLENTY, perFleet: PLENTY }, zoneOf);
    budgets.spend('a1', 'b1');
    expect(budgets.canSpend('a1', 'b2')).toBe(false);
    expect(budgets.canSpend('a2', 'b1')).toBe(false);
    expect(budgets.canSpend('a2', 'b2')).toBe(true);
  });

  it('WHEN a zone has as many as it may THEN none begins or ends there', () => {
    const budgets = new SpentBudgets({ perNode: PLENTY, perZone: 1, perFleet: PLENTY }, zoneOf);
    budgets.spend('a1', 'a2');
    expect(budgets.canSpend('a1', 'b1')).toBe(false);
    expect(budgets.canSpend('b1', 'a1')).toBe(false);
    expect(budgets.canSpend('b1', 'b2')).toBe(true);
  });

  it('WHEN a move stays in its zone THEN it counts there once, else in both', () => {
    const budgets = new SpentBudgets({ perNode: PLENTY, perZone: 2, perFleet: PLENTY }, zoneOf);
    budgets.spend('a1', 'a2');
    expect(budgets.canSpend('a1', 'a2')).toBe(true);
    budgets.spend('a1', 'b1');
    expect(budgets.canSpend('a1', 'a2')).toBe(false);
    expect(budgets.canSpend('b1', 'b2')).toBe(true);
  });

  it('WHEN a move has no source THEN it counts at its target alone', () => {
    const budgets = new SpentBudgets({ perNode: 1, perZone: 1, perFleet: PLENTY }, zoneOf);
    budgets.spend(null, 'a1');
    expect(budgets.canSpend('a2', 'b1')).toBe(false);
    expect(budgets.canSpend('b1', 'b2')).toBe(true);
  });

  it('WHEN no zone is known of some nodes THEN those share one', () => {
    const budgets = new SpentBudgets({ perNode: PLENTY, perZone: 1, perFleet: PLENTY }, zoneOf);
    budgets.spend('gone', 'b1');
    expect(budgets.canSpend('a1', 'lost')).toBe(false);
    expect(budgets.canSpend('a1', 'a2')).toBe(true);
  });
});
