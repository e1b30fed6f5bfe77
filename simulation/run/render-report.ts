import { MOVE_STATES } from '../../core/move/move';
import type { Outcome } from '../schedule';
import { COVERED, Coverage, canBe } from '../world/coverage';
import { deathText } from './death-option';
import type { Tally } from './tally';

/** Broken schedules that a report names. */
const MOST_BROKEN = 10;

/** Returns what a run came to, as lines: of schedules with all faults also which pairs of state and fault they met. */
export function renderReport(tally: Tally, wallMs: number, hasAllFaults = true): readonly string[] {
  const { schedules } = tally;
  const mean = (sum: number) => (sum / schedules).toFixed(1);
  const perSecond = (ms: number) => Math.round((schedules * 1000) / ms);
  const handedOver = ((100 * tally.withHandOver) / schedules).toFixed(1);
  return [
    `schedules        ${schedules}, ${perSecond(wallMs)} a second, ${perSecond(tally.cpuMs)} a second of one core's time`,
    `steps            ${tally.steps}: ${mean(tally.steps)} a schedule, at least ${tally.leastSteps}`,
    `simulated time   ${mean(tally.simulatedMs / 1000)} s a schedule`,
    `hand-overs       ${tally.handOvers}; ${handedOver} % of the schedules finished one`,
    `faults           ${tally.faults}: ${mean(tally.faults)} a schedule, at least ${tally.leastFaults}`,
    ...Object.entries(tally.faultsByKind)
      .sort(([, left], [, right]) => right - left)
      .map(([kind, count]) => `  ${kind.padEnd(18)} ${count}`),
    '',
    ...(hasAllFaults ? [...renderCoverage(tally.coverage), ''] : []),
    ...renderBroken(tally),
  ];
}

/** States of a move across, events and faults down. */
export function renderCoverage(counts: readonly number[]): readonly string[] {
  const coverage = new Coverage();
  coverage.merge(counts);
  const header = ['state of a move met', ...MOVE_STATES];
  const rows = COVERED.map((what) => [
    what,
    ...MOVE_STATES.map((state) => (canBe(state, what) ? String(coverage.of(state, what)) : '–')),
  ]);
  const uncovered = coverage.uncovered();
  return [
    ...[header, ...rows].map(
      ([name = '', ...cells]) => name.padEnd(24) + cells.map((cell) => cell.padStart(10)).join(''),
    ),
    uncovered.length === 0 ? 'every pair was met' : `not met: ${uncovered.join(', ')}`,
  ];
}

function renderBroken({ broken, schedules }: Tally): readonly string[] {
  if (broken.length === 0) {
    return [`no invariant was broken in ${schedules} schedules`];
  }
  return [
    `${broken.length} of ${schedules} schedules broke an invariant:`,
    ...broken
      .slice(0, MOST_BROKEN)
      .map((outcome) => `  ${nameOf(outcome)}: ${outcome.violation?.invariant}: ${outcome.violation?.detail}`),
  ];
}

function nameOf({ seed, death }: Outcome): string {
  return death === undefined ? `seed ${seed}` : `seed ${seed} with ${deathText(death)}`;
}
