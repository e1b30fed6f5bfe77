import type { Outcome } from '../schedule';
import { Coverage } from '../world/coverage';

/** What many schedules came to; plain data, so that it crosses between processes. */
export interface Tally {
  schedules: number;
  steps: number;
  leastSteps: number;
  faults: number;
  leastFaults: number;
  withHandOver: number;
  handOvers: number;
  simulatedMs: number;
  cpuMs: number;
  readonly faultsByKind: Record<string, number>;
  readonly coverage: number[];
  readonly broken: Outcome[];
}

export function emptyTally(): Tally {
  return {
    schedules: 0,
    steps: 0,
    leastSteps: Number.POSITIVE_INFINITY,
    faults: 0,
    leastFaults: Number.POSITIVE_INFINITY,
    withHandOver: 0,
    handOvers: 0,
    simulatedMs: 0,
    cpuMs: 0,
    faultsByKind: {},
    coverage: [...new Coverage().counts],
    broken: [],
  };
}

export function addOutcome(tally: Tally, outcome: Outcome): void {
  tally.schedules += 1;
  tally.steps += outcome.steps;
  tally.faults += outcome.faults;
  tally.handOvers += outcome.handOvers;
  tally.withHandOver += outcome.handOvers > 0 ? 1 : 0;
  tally.simulatedMs += outcome.simulatedMs;
  addFaults(tally, outcome.faultsByKind);
  if (outcome.violation) {
    tally.broken.push(outcome);
  } else {
    tally.leastSteps = Math.min(tally.leastSteps, outcome.steps);
    tally.leastFaults = Math.min(tally.leastFaults, outcome.faults);
  }
}

export function mergeTally(into: Tally, other: Tally): void {
  into.schedules += other.schedules;
  into.steps += other.steps;
  into.leastSteps = Math.min(into.leastSteps, other.leastSteps);
  into.faults += other.faults;
  into.leastFaults = Math.min(into.leastFaults, other.leastFaults);
  into.withHandOver += other.withHandOver;
  into.handOvers += other.handOvers;
  into.simulatedMs += other.simulatedMs;
  into.cpuMs += other.cpuMs;
  addFaults(into, other.faultsByKind);
  other.coverage.forEach((count, cell) => {
    into.coverage[cell] = (into.coverage[cell] ?? 0) + count;
  });
  into.broken.push(...other.broken);
}

function addFaults(tally: Tally, faultsByKind: Readonly<Record<string, number>>): void {
  for (const [kind, count] of Object.entries(faultsByKind)) {
    tally.faultsByKind[kind] = (tally.faultsByKind[kind] ?? 0) + count;
  }
}
