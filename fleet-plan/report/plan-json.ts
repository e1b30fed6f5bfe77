import type { FleetPlan, StrategyMove } from '../strategy/fleet-plan';

/** Moves that are written at once: a million in one text would need as much memory as the plan. */
const MOVES_A_PIECE = 1000;

/** Returns a plan as one JSON document in pieces of whole lines, each move on its own. */
export function* planJson(plan: FleetPlan, remarks: readonly string[]): Generator<string> {
  const { strategy, before, after, moves, ...rest } = plan;
  yield '{';
  yield members({ strategy, before, after });
  yield* moveLines(moves);
  yield members({ ...rest, remarks }).slice(0, -1);
  yield '}';
}

function members(values: object): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`)
    .join('\n');
}

function* moveLines(moves: readonly StrategyMove[]): Generator<string> {
  yield '  "moves": [';
  for (let start = 0; start < moves.length; start += MOVES_A_PIECE) {
    const piece = moves.slice(start, start + MOVES_A_PIECE);
    const isLast = start + MOVES_A_PIECE >= moves.length;
    yield piece.map((move) => `    ${JSON.stringify(move)}`).join(',\n') + (isLast ? '' : ',');
  }
  yield '  ],';
}
