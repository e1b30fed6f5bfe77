import { MOVE_STATES, type Move, type MoveState } from './move';
import {
  isRefusal,
  MOVE_EVENTS,
  MOVE_TRANSITIONS,
  type MoveEvent,
  startMove,
  transition,
  turnOf,
} from './move-machine';

const RELEASE_ONLY = startMove({ id: 'm', from: 'a', to: null, reason: 'park', startedAtMs: 0 });

const ACTORS = { from: 'source', to: 'target' } as const;

/**
 * Returns the states, who acts in each, and what each event makes of them, as a Markdown table. The last row is the first
 * state of a move without a target. Deterministic.
 */
export function renderTransitionTable(): string {
  const header = ['state', 'who acts', ...MOVE_EVENTS.map((event) => `\`${event}\``)];
  const rows = [header, header.map(() => '---'), ...MOVE_STATES.map(renderState), renderReleaseOnly()];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function renderState(state: MoveState): readonly string[] {
  const transitions = MOVE_TRANSITIONS[state];
  return [`**${state}**`, ACTORS[turnOf(state)], ...MOVE_EVENTS.map((event) => transitions[event] ?? '–')];
}

function renderReleaseOnly(): readonly string[] {
  const cells = MOVE_EVENTS.map((event) => renderEvent(RELEASE_ONLY, event));
  return [`**${RELEASE_ONLY.state}**, no target`, ACTORS[turnOf(RELEASE_ONLY.state)], ...cells];
}

function renderEvent(move: Move, event: MoveEvent): string {
  const step = transition(move, event);
  if (isRefusal(step)) {
    return '–';
  }
  return `${step.move?.state ?? 'done'}${step.ownership === 'left' ? ', no owner' : ''}`;
}
