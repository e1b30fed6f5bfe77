import { MOVE_STATES, type MoveState } from './move';
import { MOVE_EVENTS, MOVE_TRANSITIONS, turnOf } from './move-machine';

const ACTORS = { from: 'source', to: 'target' } as const;

/** Returns the states, who acts in each, and what each event makes of them, as a Markdown table. Deterministic. */
export function renderTransitionTable(): string {
  const header = ['state', 'who acts', ...MOVE_EVENTS.map((event) => `\`${event}\``)];
  const rows = [header, header.map(() => '---'), ...MOVE_STATES.map(renderState)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function renderState(state: MoveState): readonly string[] {
  const transitions = MOVE_TRANSITIONS[state];
  return [`**${state}**`, ACTORS[turnOf(state)], ...MOVE_EVENTS.map((event) => transitions[event] ?? '–')];
}
