import { costOverOracle, percent } from '../compare/score-table';
import type { Score } from '../compare/simulate';
import type { FrontierPoint } from '../tune/replay-candidate';
import type { Tuning } from '../tune/tune';

const TITLES = [
  'start-up',
  'actuator',
  'risk',
  'unmet',
  'cost ÷ oracle',
  'actions',
  'unmet',
  'cost ÷ oracle',
  'actions',
];
const WIDTHS = [10, 10, 9, 12, 15, 9, 12, 15, 9];
/** Width of a part's three columns. */
const PART_WIDTH = 36;

/** Returns every point that was tried as a table, both parts beside each other; an arrow stands before the one that is chosen. */
export function renderFrontier({ frontier, chosen }: Tuning): readonly string[] {
  const parts = `${''.padEnd(31)}${'first part'.padStart(PART_WIDTH)}${'held out'.padStart(PART_WIDTH)}`;
  const rows = frontier.map((point) => `${point === chosen?.point ? '→ ' : '  '}${columns(cellsOf(point))}`);
  return [parts, `  ${columns(TITLES)}`, ...rows];
}

function cellsOf({ candidate, fit, holdout }: FrontierPoint): readonly string[] {
  const { startUpSeconds, actuator, maxUnmet } = candidate;
  return [`${startUpSeconds} s`, actuator, String(maxUnmet), ...figures(fit), ...figures(holdout)];
}

function figures(score: Score): readonly string[] {
  return [percent(score.unmetFraction), costOverOracle(score), String(score.actions)];
}

function columns(values: readonly string[]): string {
  return values.map((value, index) => value.padStart(WIDTHS[index] ?? 0)).join('');
}
