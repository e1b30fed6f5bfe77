import { type Conditions, demandOfMinutes } from '../../scaling-replay/engine/conditions';

/** Returns the conditions of a load in units a minute, with metrics a minute late and 75 s of start-up unless told otherwise. */
export function conditionsOf(minutes: readonly number[], changes: Partial<Conditions> = {}): Conditions {
  return {
    demand: demandOfMinutes(minutes),
    startUpSeconds: 75,
    metricDelaySeconds: 60,
    leastUnits: 1,
    ...changes,
  };
}

/** Returns a load that is `before` for an hour and `after` for another. */
export function stepLoad(before: number, after: number): readonly number[] {
  return Array.from({ length: 120 }, (_, minute) => (minute < 60 ? before : after));
}
