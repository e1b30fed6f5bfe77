import { scoreTable } from '../compare/score-table';
import type { Simulation } from '../compare/simulate';

const NAME_WIDTH = 26;
const WIDTHS = [9, 12, 11, 13, 9, 12];

/** Returns a table of what each policy left unmet and cost; with dollars when the price of a unit's hour is given. */
export function renderScores(simulation: Simulation, unitPrice?: number): readonly string[] {
  const { titles, rows } = scoreTable(simulation, unitPrice);
  return [line('', titles), ...rows.map(({ name, cells }) => line(name, cells))];
}

function line(name: string, values: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + values.map((value, index) => value.padStart((WIDTHS[index] ?? 0) + 2)).join('');
}
