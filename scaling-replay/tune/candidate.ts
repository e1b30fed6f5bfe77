import type { Actuator } from '../compare/contestants';

/** A way to run the load that is tried. */
export interface Candidate {
  readonly startUpSeconds: number;
  readonly actuator: Actuator;
  /** The risk that the policy is set to. */
  readonly maxUnmet: number;
}

/** What is tried, each with each. */
export interface CandidateChoice {
  readonly startUps: readonly number[];
  readonly actuators: readonly Actuator[];
  readonly risks: readonly number[];
}

/** Returns every candidate, in the order of the choice. */
export function candidatesOf({ startUps, actuators, risks }: CandidateChoice): readonly Candidate[] {
  return startUps.flatMap((startUpSeconds) =>
    actuators.flatMap((actuator) => risks.map((maxUnmet) => ({ startUpSeconds, actuator, maxUnmet }))),
  );
}
