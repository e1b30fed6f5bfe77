import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { KeyedTurns } from '../../../agent/shards/keyed-turns';

describe('KeyedTurns', () => {
  it('runs work on one key one after another, in order, and on others beside it', async () => {
    const turns = new KeyedTurns();
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await setImmediate();
      events.push(`${name} ends`);
      return name;
    };
    const results = Promise.all([turns.run('a', work('a1')), turns.run('a', work('a2')), turns.run('b', work('b1'))]);
    expect(await results).toEqual(['a1', 'a2', 'b1']);
    expect(events.slice(0, 3)).toEqual(['a1 begins', 'b1 begins', 'a1 ends']);
    expect(events.filter((event) => event.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('goes on after a failure, which only its own caller sees', async () => {
    const turns = new KeyedTurns();
    const failing = turns.run('a', () => Promise.reject(new Error('failed')));
    const next = turns.run('a', async () => 'next');
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('next');
  });
});
