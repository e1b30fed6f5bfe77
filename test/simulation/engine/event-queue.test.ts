import { describe, expect, it } from 'vitest';
import { EventQueue, Occasion } from '../../../simulation/engine/event-queue';
import { Random } from '../../../simulation/engine/random';

describe('GIVEN events queued in any order', () => {
  it('THEN they come in order of time, and those of the same time in the order in which they were queued', () => {
    const random = new Random(7);
    const queue = new EventQueue();
    const fired: string[] = [];
    const times = Array.from({ length: 500 }, () => random.below(50));
    times.forEach((atMs, order) => {
      const event = new Occasion(() => fired.push(`${atMs}/${order}`));
      queue.push(atMs, event);
    });
    for (let event = queue.pop(); event !== undefined; event = queue.pop()) {
      event.fire();
    }
    const expected = times
      .map((atMs, order) => ({ atMs, order }))
      .sort((left, right) => left.atMs - right.atMs || left.order - right.order)
      .map(({ atMs, order }) => `${atMs}/${order}`);
    expect(fired).toEqual(expected);
  });

  it('THEN an empty queue has nothing next', () => {
    const queue = new EventQueue();
    expect(queue.nextMs()).toBe(Number.POSITIVE_INFINITY);
    expect(queue.pop()).toBeUndefined();
  });
});
