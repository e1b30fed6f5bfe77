import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOVE_STATES, type Move, type MoveState } from '../../../core/move/move';
import {
  isRefusal,
  MOVE_EVENTS,
  MOVE_TRANSITIONS,
  type MoveEvent,
  startMove,
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

  it.each([
    ['committed', 'sealed'],
    ['released', 'cancel'],
    ['released', 'target-fenced'],
  ] as const)('without a source ends in %s by %s, for there is nobody to clean up or resume', (state, event) => {
    expect(transition(moveIn(state, null), event)).toMatchObject({ move: undefined });
  });
});

/** A walk of any length over the legal transitions. */
function walk(from: string | null, choices: readonly number[]) {
  const steps: { readonly event: MoveEvent; readonly move: Move | undefined; readonly takesOwnership: boolean }[] = [];
  let move: Move | undefined = startMove({ ...ORDER, from });
  for (const choice of choices) {
    const events: MoveEvent[] = move ? (Object.keys(MOVE_TRANSITIONS[move.state]) as MoveEvent[]) : [];
    const event: MoveEvent | undefined = events[choice % Math.max(1, events.length)];
    if (move === undefined || event === undefined) {
      return steps;
    }
    const result = transition(move, event);
    if (isRefusal(result)) {
      throw new Error(result.refused);
    }
    move = result.move;
    steps.push({ event, move, takesOwnership: result.takesOwnership });
  }
  return steps;
}

describe('GIVEN any sequence of legal transitions', () => {
  const anyWalk = fc.tuple(fc.constantFrom('a', null), fc.array(fc.nat(20), { maxLength: 12 }));

  it('THEN a cancelled move is never committed', () => {
    fc.assert(
      fc.property(anyWalk, ([from, choices]) => {
        const steps = walk(from, choices);
        const cancelledAt = steps.findIndex(({ event, move }) => event === 'cancel' || move?.state === 'cancelled');
        expect(cancelledAt >= 0 && steps.slice(cancelledAt).some((step) => step.takesOwnership)).toBe(false);
      }),
    );
  });

  it('THEN ownership is taken at most once, and only by committed', () => {
    fc.assert(
      fc.property(anyWalk, ([from, choices]) => {
        const taken = walk(from, choices).filter((step) => step.takesOwnership);
        expect(taken.length).toBeLessThan(2);
        expect(taken.every((step) => step.event === 'committed')).toBe(true);
      }),
    );
  });

  it('THEN a node can always act: no move waits for nobody', () => {
    fc.assert(
      fc.property(anyWalk, ([from, choices]) => {
        const standing = walk(from, choices).flatMap(({ move }) => (move ? [move] : []));
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
