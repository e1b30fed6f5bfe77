import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOVE_STATES, type Move, type MoveState } from '../../../core/move/move';
import {
  isRefusal,
  MOVE_EVENTS,
  MOVE_TRANSITIONS,
  type MoveEvent,
  nextState,
  startMove,
  type Transition,
  transition,
} from '../../../core/move/move-machine';

const ORDER = { id: 'm', from: 'a', to: 'b', reason: 'rebalance', startedAtMs: 0 } as const;

/** A move as it stands in a state; `released` needs no source, the others have one. */
function moveIn(state: MoveState, from: string | null = 'a'): Move {
  const isTargetsTurn = state === 'copying' || state === 'released' || state === 'committed';
  return { ...ORDER, from, state, actor: isTargetsTurn ? 'b' : from };
}

const ACCEPTED: readonly (readonly [MoveState, MoveEvent, MoveState | 'done'])[] = [
  ['copying', 'copied', 'releasing'],
  ['copying', 'cancel', 'done'],
  ['copying', 'source-fenced', 'released'],
  ['copying', 'target-fenced', 'done'],
  ['releasing', 'released', 'released'],
  ['releasing', 'cancel', 'cancelled'],
  ['releasing', 'source-fenced', 'released'],
  ['releasing', 'target-fenced', 'cancelled'],
  ['released', 'committed', 'committed'],
  ['released', 'cancel', 'cancelled'],
  ['released', 'target-fenced', 'cancelled'],
  ['committed', 'sealed', 'sealed'],
  ['committed', 'target-fenced', 'done'],
  ['sealed', 'cleaned', 'done'],
  ['sealed', 'source-fenced', 'done'],
  ['sealed', 'target-fenced', 'done'],
  ['cancelled', 'resumed', 'done'],
  ['cancelled', 'source-fenced', 'done'],
];
const REFUSED = MOVE_STATES.flatMap((state) =>
  MOVE_EVENTS.filter((event) => !ACCEPTED.some(([from, by]) => from === state && by === event)).map(
    (event) => [state, event] as const,
  ),
);

describe('a move', () => {
  it.each(ACCEPTED)('in %s goes by %s to %s', (state, event, next) => {
    const result = transition(moveIn(state), event);
    expect(isRefusal(result)).toBe(false);
    expect(result).toMatchObject({ expected: state });
    expect('move' in result ? (result.move?.state ?? 'done') : 'refused').toBe(next);
  });

  it.each(REFUSED)('in %s refuses %s and names both', (state, event) => {
    expect(transition(moveIn(state), event)).toEqual({
      refused: `a move in state ${state} does not take ${event}`,
    });
  });

  it('starts with the target copying while the source serves', () => {
    expect(startMove(ORDER)).toMatchObject({ state: 'copying', actor: 'b' });
  });

  it('starts released when nobody serves the shard', () => {
    expect(startMove({ ...ORDER, from: null })).toMatchObject({ state: 'released', actor: 'b' });
  });

  it('goes on without a source once that was fenced', () => {
    expect(transition(moveIn('releasing'), 'source-fenced')).toMatchObject({
      move: { from: null, state: 'released', actor: 'b' },
    });
  });

  it('starts releasing when nobody is to take the shard', () => {
    expect(startMove({ ...ORDER, to: null })).toMatchObject({ state: 'releasing', actor: 'a' });
  });

  it.each(['released', 'source-fenced'] as const)('without a target leaves the shard to nobody by %s', (event) => {
    const letGo = startMove({ ...ORDER, to: null });
    expect(transition(letGo, event)).toEqual({ expected: 'releasing', move: undefined, ownership: 'left' });
  });

  it('without a target goes back to the owner when it is cancelled', () => {
    const letGo = startMove({ ...ORDER, to: null });
    expect(transition(letGo, 'cancel')).toMatchObject({ move: { state: 'cancelled', actor: 'a' }, ownership: 'kept' });
  });

  it('without a target refuses the death of a target', () => {
    const letGo = startMove({ ...ORDER, to: null });
    expect(transition(letGo, 'target-fenced')).toEqual({
      refused: 'a move in state releasing does not take target-fenced',
    });
  });

  it.each(['resumed', 'source-fenced'] as const)('without a target ends after a cancellation by %s', (event) => {
    const cancelled: Move = { ...ORDER, to: null, state: 'cancelled', actor: 'a' };
    expect(transition(cancelled, event)).toEqual({ expected: 'cancelled', move: undefined, ownership: 'kept' });
  });

  it('fails from nobody to nobody', () => {
    expect(() => startMove({ ...ORDER, from: null, to: null })).toThrow('move m has neither a source nor a target');
  });

  it.each([
    ['committed', 'sealed'],
    ['released', 'cancel'],
    ['released', 'target-fenced'],
  ] as const)('without a source ends in %s by %s, for there is nobody to clean up or resume', (state, event) => {
    expect(transition(moveIn(state, null), event)).toMatchObject({ move: undefined });
  });
});

interface Ends {
  readonly from: string | null;
  readonly to: string | null;
}

/** A walk of any length over the legal transitions. */
function walk({ from, to }: Ends, choices: readonly number[]) {
  const steps: {
    readonly event: MoveEvent;
    readonly move: Move | undefined;
    readonly ownership: Transition['ownership'];
  }[] = [];
  let move: Move | undefined = startMove({ ...ORDER, from, to });
  for (const choice of choices) {
    const current: Move | undefined = move;
    const events = MOVE_EVENTS.filter((each) => current && nextState(current, each) !== undefined);
    const event: MoveEvent | undefined = events[choice % Math.max(1, events.length)];
    if (move === undefined || event === undefined) {
      return steps;
    }
    const result = transition(move, event);
    if (isRefusal(result)) {
      throw new Error(result.refused);
    }
    move = result.move;
    steps.push({ event, move, ownership: result.ownership });
  }
  return steps;
}

describe('GIVEN any sequence of legal transitions', () => {
  const anyEnds = fc.constantFrom<Ends>({ from: 'a', to: 'b' }, { from: null, to: 'b' }, { from: 'a', to: null });
  const anyWalk = fc.tuple(anyEnds, fc.array(fc.nat(20), { maxLength: 12 }));

  it('THEN a cancelled move is never committed', () => {
    fc.assert(
      fc.property(anyWalk, ([ends, choices]) => {
        const steps = walk(ends, choices);
        const cancelledAt = steps.findIndex(({ event, move }) => event === 'cancel' || move?.state === 'cancelled');
        expect(cancelledAt >= 0 && steps.slice(cancelledAt).some((step) => step.ownership === 'taken')).toBe(false);
      }),
    );
  });

  it('THEN ownership is taken at most once, and only by committed', () => {
    fc.assert(
      fc.property(anyWalk, ([ends, choices]) => {
        const taken = walk(ends, choices).filter((step) => step.ownership === 'taken');
        expect(taken.length).toBeLessThan(2);
        expect(taken.every((step) => step.event === 'committed')).toBe(true);
      }),
    );
  });

  it('THEN ownership is left only by a move without a target, at its end, and not after a cancellation', () => {
    fc.assert(
      fc.property(anyWalk, ([ends, choices]) => {
        const steps = walk(ends, choices);
        const left = steps.filter((step) => step.ownership === 'left');
        expect(left.every((step) => ends.to === null && step.move === undefined)).toBe(true);
        expect(left.length > 0 && steps.some((step) => step.event === 'cancel')).toBe(false);
      }),
    );
  });

  it('THEN a node can always act: no move waits for nobody', () => {
    fc.assert(
      fc.property(anyWalk, ([ends, choices]) => {
        const standing = walk(ends, choices).flatMap(({ move }) => (move ? [move] : []));
        expect(standing.every((move) => move.actor !== null && [move.from, move.to].includes(move.actor))).toBe(true);
      }),
    );
  });

  it('THEN the fleet alone can end every move, whichever node died', () => {
    for (const state of MOVE_STATES) {
      const events = Object.keys(MOVE_TRANSITIONS[state]);
      expect(events.some((event) => event === 'target-fenced' || event === 'source-fenced')).toBe(true);
    }
  });
});
