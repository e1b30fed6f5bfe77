import { MOST_UNITS } from '../../core/scaling-policy/check-scaling-policy';
import { peakOf, STEPS_PER_MINUTE } from '../engine/conditions';
import type { Load } from '../load/load';
import { LoadError } from '../load/load-error';
import type { LoadSize } from '../load/scale-load';
import { sizeLoad } from '../load/size-load';
import type { TunedLoad } from './replay-candidate';

/** What a load is tuned under. */
export interface TuneConditions {
  /** The longest of those tried. */
  readonly startUpSeconds: number;
  readonly metricDelaySeconds: number;
  readonly leastUnits: number;
  /** @default - 1.5 times the load's peak */
  readonly mostUnits?: number;
  /** Share of the load that is held out. */
  readonly holdout: number;
}

const MOST_OF_PEAK = 1.5;
/** Units that a replay takes for none. */
const NOTHING = 1e-9;

/**
 * Returns the load with its parts.
 * @throws LoadError when a part ends before an order could serve, nothing is asked in the first, or a policy cannot hold the peak.
 */
export function tunedLoad(load: Load, size: LoadSize, conditions: TuneConditions): TunedLoad {
  const { startUpSeconds, metricDelaySeconds, leastUnits, holdout } = conditions;
  const sized = sizeLoad(load, size, { startUpSeconds, metricDelaySeconds, leastUnits });
  const minutes = load.values.length;
  const fitMinutes = Math.round(minutes * (1 - holdout));
  const shorter = Math.min(fitMinutes, minutes - fitMinutes);
  const lead = startUpSeconds + metricDelaySeconds;
  if (shorter * 60 <= lead) {
    const parts = `the shorter part of the load has ${shorter} minutes, and the first order serves after ${lead} s`;
    throw new LoadError(`${parts}: give a longer load or another --holdout`);
  }
  if (peakOf(sized.demand.subarray(0, fitMinutes * STEPS_PER_MINUTE)) <= NOTHING) {
    const idle = `demand is 0 throughout the first ${fitMinutes} minutes, on which the choice is made`;
    throw new LoadError(`${idle}: give a load in which something is asked`);
  }
  return {
    conditions: { ...sized, mostUnits: conditions.mostUnits ?? mostUnitsOf(sized.demand, leastUnits) },
    fitMinutes,
  };
}

function mostUnitsOf(demand: Float64Array, leastUnits: number): number {
  const peak = peakOf(demand);
  if (peak > MOST_UNITS) {
    const excess = `the load's peak needs ${Math.ceil(peak)} units, and a policy holds at most ${MOST_UNITS}`;
    throw new LoadError(`${excess}: give what a larger unit serves`);
  }
  return Math.min(MOST_UNITS, Math.max(1, leastUnits, Math.ceil(MOST_OF_PEAK * peak)));
}
