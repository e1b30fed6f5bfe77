import { describe, expect, it } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { isRefusal, type MoveEvent, transition } from '../../../core/move/move-machine';
import { type ConditionalUpdate, followersUpdate, moveCreation, moveUpdate } from '../../../core/table/shard-update';

const MOVE: Move = { id: 'm', from: 'a', to: 'b', state: 'copying', reason: 'rebalance', startedAtMs: 5, actor: 'b' };
const SHARD: Shard = { id: 's', owner: 'a', followers: [], epoch: 3 };

function update(move: Move, event: MoveEvent, shard: Partial<Shard> = {}): ConditionalUpdate {
  const step = transition(move, event);
  if (isRefusal(step)) {
    throw new Error(step.refused);
  }
  return moveUpdate({ ...SHARD, ...shard, move }, step);
}

/** DynamoDB refuses an update that names or gives something that no expression uses. */
function unused({ UpdateExpression, ConditionExpression, ...rest }: ConditionalUpdate): string[] {
  const used: string[] = `${UpdateExpression} ${ConditionExpression}`.match(/[#:]\w+/g) ?? [];
  const given = [...Object.keys(rest.ExpressionAttributeNames), ...Object.keys(rest.ExpressionAttributeValues)];
  return [...given.filter((name) => !used.includes(name)), ...used.filter((name) => !given.includes(name))];
}

describe('the update that starts a move', () => {
  it('demands owner and epoch as read, and no move', () => {
    expect(moveCreation(SHARD, MOVE)).toMatchObject({
      Key: { pk: 'SHARD', sk: 's' },
      ConditionExpression: '#epoch = :epoch AND #owner = :owner AND attribute_not_exists(#move)',
      ExpressionAttributeValues: { ':epoch': 3, ':owner': 'a', ':move': MOVE, ':actor': 'b' },
    });
  });

  it('demands that there is no owner where none was read', () => {
    const creation = moveCreation({ ...SHARD, owner: null }, MOVE);
    expect(creation.ConditionExpression).toContain('attribute_not_exists(#owner)');
    expect(unused(creation)).toEqual([]);
  });
});

describe('the update that makes a transition', () => {
  it('demands that very move, its state and the epoch', () => {
    expect(update(MOVE, 'copied')).toMatchObject({
      ConditionExpression: '#move.#id = :id AND #move.#state = :expected AND #epoch = :epoch',
      ExpressionAttributeValues: { ':id': 'm', ':expected': 'copying', ':epoch': 3 },
    });
  });

  it('leaves owner and epoch alone unless ownership is taken', () => {
    expect(update(MOVE, 'copied').UpdateExpression).toBe('SET #move = :move, #actor = :actor');
    expect(update(MOVE, 'cancel').UpdateExpression).toBe('REMOVE #move, #actor');
  });

  it('takes ownership and the next epoch in the same write', () => {
    const taken = update({ ...MOVE, state: 'released', toIncarnation: 'b-9' }, 'committed');
    expect(taken.UpdateExpression).toContain('#owner = :newOwner');
    expect(taken.ExpressionAttributeValues).toMatchObject({
      ':newOwner': 'b',
      ':newIncarnation': 'b-9',
      ':newEpoch': 4,
    });
  });

  it('takes the new owner off the followers, if they are as read', () => {
    const taken = update({ ...MOVE, state: 'released' }, 'committed', { followers: ['c', 'b'] });
    expect(taken.ConditionExpression).toContain('#followers = :followers');
    expect(taken.ExpressionAttributeValues).toMatchObject({ ':followers': ['c', 'b'], ':newFollowers': ['c'] });
  });

  it('leaves followers alone that the new owner was none of', () => {
    const taken = update({ ...MOVE, state: 'released' }, 'committed', { followers: ['c'] });
    expect(taken.UpdateExpression).not.toContain('#followers');
    expect(taken.ConditionExpression).not.toContain('#followers');
  });

  it('notes that the shard has a home once that is sealed', () => {
    const sealed = update({ ...MOVE, state: 'committed' }, 'sealed');
    expect(sealed.UpdateExpression).toBe('SET #hasHome = :yes, #move = :move, #actor = :actor');
    expect(sealed.ExpressionAttributeValues).toMatchObject({ ':yes': true });
  });

  it('leaves ownership in the same write, and keeps the epoch', () => {
    const left = update({ ...MOVE, to: null, state: 'releasing' }, 'released');
    expect(left.UpdateExpression).toBe('REMOVE #move, #actor, #owner, #ownerIncarnation');
    expect(left.ConditionExpression).toBe('#move.#id = :id AND #move.#state = :expected AND #epoch = :epoch');
    expect(unused(left)).toEqual([]);
  });

  it.each([
    ['copying', 'copied'],
    ['copying', 'cancel'],
    ['released', 'committed'],
    ['committed', 'sealed'],
    ['sealed', 'cleaned'],
  ] as const)('in %s by %s names only what it uses', (state, event) => {
    expect(unused(update({ ...MOVE, state }, event))).toEqual([]);
    expect(unused(update({ ...MOVE, state }, event, { followers: ['b'] }))).toEqual([]);
  });

  it('takes a shard out of the index of work where its move waits for nobody', () => {
    const creation = moveCreation(SHARD, { ...MOVE, actor: null });
    expect(creation.UpdateExpression).toBe('SET #move = :move REMOVE #actor');
    expect(unused(creation)).toEqual([]);
  });

  it('fails for a shard in no move', () => {
    const step = { expected: 'copying', move: undefined, ownership: 'kept' } as const;
    expect(() => moveUpdate(SHARD, step)).toThrow('shard s is in no move');
  });
});

describe('the update of followers', () => {
  it('demands epoch and followers as read, and no move', () => {
    const change = followersUpdate({ ...SHARD, followers: ['b'] }, ['c', 'd']);
    expect(change).toMatchObject({
      UpdateExpression: 'SET #followers = :next',
      ConditionExpression: '#epoch = :epoch AND #followers = :followers AND attribute_not_exists(#move)',
      ExpressionAttributeValues: { ':next': ['c', 'd'], ':followers': ['b'], ':epoch': 3 },
    });
    expect(unused(change)).toEqual([]);
  });
});
