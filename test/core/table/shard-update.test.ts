import { describe, expect, it } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import { MOVE_STATES, type Move } from '../../../core/move/move';
import { isRefusal, MOVE_EVENTS, transition } from '../../../core/move/move-machine';
import { type ConditionalUpdate, moveCreation, moveUpdate } from '../../../core/table/shard-update';

const MOVE: Move = {
  id: 'm',
  from: 'n1',
  to: 'n2',
  state: 'released',
  reason: 'rebalance',
  startedAtMs: 1,
  actor: 'n2',
};
const SHARD: Shard = { id: 's', owner: 'n1', followers: ['n3'], epoch: 4, move: MOVE };
const IDLE: Shard = { id: 's', owner: 'n1', followers: ['n3'], epoch: 4 };

function step(move: Move, event: (typeof MOVE_EVENTS)[number]) {
  const result = transition(move, event);
  if (isRefusal(result)) {
    throw new Error(result.refused);
  }
  return result;
}

/** DynamoDB refuses a name or value that is used nowhere, and one that is used but not given. */
function placeholders(update: ConditionalUpdate) {
  const text = `${update.UpdateExpression} ${update.ConditionExpression}`;
  return {
    used: [...new Set(text.match(/[#:][a-zA-Z]+/g))].sort(),
    given: [...Object.keys(update.ExpressionAttributeNames), ...Object.keys(update.ExpressionAttributeValues)].sort(),
  };
}

describe('moveUpdate', () => {
  it('gives owner and epoch to the target with the commit, and only then', () => {
    const commit = moveUpdate(SHARD, step(MOVE, 'committed'));
    expect(commit.UpdateExpression).toMatch(/^SET #owner = :newOwner, .*#epoch = :newEpoch/);
    expect(commit.ExpressionAttributeValues).toMatchObject({
      ':newOwner': 'n2',
      ':newEpoch': 5,
      ':expected': 'released',
    });
    expect(moveUpdate(SHARD, step(MOVE, 'cancel')).UpdateExpression).not.toContain('#owner');
  });

  it('demands the very move, its state and the epoch', () => {
    expect(moveUpdate(SHARD, step(MOVE, 'cancel')).ConditionExpression).toBe(
      '#move.#id = :id AND #move.#state = :expected AND #epoch = :epoch',
    );
  });

  it('takes a follower that becomes the owner out of the followers', () => {
    const promoted = moveUpdate({ ...SHARD, followers: ['n2', 'n3'] }, step(MOVE, 'committed'));
    expect(promoted.ExpressionAttributeValues).toMatchObject({ ':newFollowers': ['n3'], ':followers': ['n2', 'n3'] });
    expect(promoted.ConditionExpression).toContain('#followers = :followers');
  });

  it('removes the actor with the move', () => {
    const sealed = { ...MOVE, state: 'sealed' as const };
    expect(moveUpdate({ ...SHARD, move: sealed }, step(sealed, 'cleaned')).UpdateExpression).toBe(
      'REMOVE #move, #actor',
    );
  });

  it('uses every placeholder that it gives, for every transition', () => {
    for (const state of MOVE_STATES) {
      for (const event of MOVE_EVENTS) {
        const move = { ...MOVE, state };
        const result = transition(move, event);
        if (!isRefusal(result)) {
          const { used, given } = placeholders(moveUpdate({ ...SHARD, move }, result));
          expect(given, `${state} ${event}`).toEqual(used);
        }
      }
    }
  });

  it('throws for a shard that is in no move', () => {
    expect(() => moveUpdate(IDLE, step(MOVE, 'cancel'))).toThrow('in no move');
  });
});

describe('moveCreation', () => {
  it('demands owner and epoch as read, and no move', () => {
    const update = moveCreation(IDLE, MOVE);
    expect(update.ConditionExpression).toBe('#epoch = :epoch AND #owner = :owner AND attribute_not_exists(#move)');
    expect(update.ExpressionAttributeValues).toMatchObject({ ':epoch': 4, ':owner': 'n1' });
  });

  it.each([
    ['an owned shard', IDLE, MOVE],
    ['a shard without owner', { ...IDLE, owner: null }, MOVE],
    ['a move that waits for nobody', IDLE, { ...MOVE, actor: null }],
  ])('uses every placeholder that it gives, for %s', (_case, shard, move) => {
    const { used, given } = placeholders(moveCreation(shard, move));
    expect(given).toEqual(used);
  });
});
