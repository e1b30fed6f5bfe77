import type { Score, Simulation } from './simulate';

/** Scores as they are shown to people. */
export interface ScoreTable {
  readonly titles: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

const NAMES: Readonly<Record<string, string>> = {
  targetTracking: 'target tracking at 70 %',
  stepScaling: 'step scaling at 70 %',
  kubernetesHpa: 'Kubernetes HPA at 70 %',
  keda: 'KEDA at 70 %',
  predictiveAndTargetTracking: 'AWS predictive + tracking',
  staticPeak: 'always the peak',
  perfectForecast: 'perfect forecast',
};
const TITLES = ['unmet', 'bad minutes', 'unit hours', 'cost ÷ oracle', 'actions'];

/** Returns what each policy left unmet and cost, ours first; with dollars when the price of a unit's hour is given. */
export function scoreTable({ ours, peers }: Pick<Simulation, 'ours' | 'peers'>, unitPrice?: number): ScoreTable {
  const named = [
    ['this kit', ours] as const,
    ...Object.entries(peers).map(([name, score]) => [NAMES[name] ?? name, score] as const),
  ];
  return {
    titles: unitPrice === undefined ? TITLES : [...TITLES, 'dollars'],
    rows: named.map(([name, score]) => ({ name, cells: scoreCells(score, unitPrice) })),
  };
}

/** Returns a score's figures in the order of the table's titles. */
export function scoreCells(score: Score, unitPrice?: number): readonly string[] {
  const { unmetFraction, badMinuteFraction, unitHours, actions } = score;
  const dollars = unitPrice === undefined ? [] : [(unitHours * unitPrice).toFixed(2)];
  return [
    percent(unmetFraction),
    percent(badMinuteFraction),
    unitHours.toFixed(1),
    costOverOracle(score),
    String(actions),
    ...dollars,
  ];
}

/** Returns the cost as a multiple of the oracle's; a dash where the oracle pays nothing, since nothing is asked. */
export function costOverOracle({ unitHours, oracleUnitHours }: Score): string {
  return oracleUnitHours > 0 ? (unitHours / oracleUnitHours).toFixed(3) : '–';
}

/** Returns a share as percent, to four digits however small it is. */
export function finePercent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(4))} %`;
}

/** Returns a share as percent, to a thousandth. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(3)} %`;
}
