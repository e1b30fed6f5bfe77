import type { Score, Simulation } from '../compare/simulate';

const NAMES: Readonly<Record<string, string>> = {
  targetTracking: 'target tracking at 70 %',
  stepScaling: 'step scaling at 70 %',
  kubernetesHpa: 'Kubernetes HPA at 70 %',
  keda: 'KEDA at 70 %',
  predictiveAndTargetTracking: 'AWS predictive + tracking',
  staticPeak: 'always the peak',
  perfectForecast: 'perfect forecast',
};
const NAME_WIDTH = 26;
const WIDTHS = [9, 12, 11, 13, 9, 12];

/** Returns a table of what each policy left unmet and cost; with dollars when the price of a unit's hour is given. */
export function renderScores({ ours, peers }: Simulation, unitPrice?: number): readonly string[] {
  const titles = ['unmet', 'bad minutes', 'unit hours', 'cost ÷ oracle', 'actions'];
  const rows = [
    ['this kit', ours] as const,
    ...Object.entries(peers).map(([name, score]) => [NAMES[name] ?? name, score] as const),
  ];
  return [
    line('', unitPrice === undefined ? titles : [...titles, 'dollars']),
    ...rows.map(([name, score]) => line(name, cells(score, unitPrice))),
  ];
}

function cells(score: Score, unitPrice: number | undefined): readonly string[] {
  const { unmetFraction, badMinuteFraction, unitHours, oracleUnitHours, actions } = score;
  const dollars = unitPrice === undefined ? [] : [(unitHours * unitPrice).toFixed(2)];
  return [
    percent(unmetFraction),
    percent(badMinuteFraction),
    unitHours.toFixed(1),
    (unitHours / oracleUnitHours).toFixed(3),
    String(actions),
    ...dollars,
  ];
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(3)} %`;
}

function line(name: string, values: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + values.map((value, index) => value.padStart((WIDTHS[index] ?? 0) + 2)).join('');
}
