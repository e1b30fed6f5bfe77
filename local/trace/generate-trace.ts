import { type SeededRandom, seededRandom } from './seeded-random';
import { scaleToMean, type Trace, TraceError, type TraceSize, traceSizeFaults } from './trace';

const MINUTES_PER_DAY = 1440;
/** 13:00, when the load is high and a lost node hurts. */
const FAILURE_MINUTE = 780;
/** Of the mean, how far the day swings to either side. */
const DAILY_SWING = 0.4;
/** The day's peak. */
const PEAK_MINUTE = 14 * 60;
const MINUTES_PER_BURST = 240;
const NOISE = 0.015;
/** Highest demand over the mean, so that 12 nodes at 70 % serve the peak of a mean of 5. */
const HIGHEST_OVER_MEAN = 1.6;

interface Burst {
  readonly startMinute: number;
  readonly riseMinutes: number;
  readonly holdMinutes: number;
  readonly height: number;
}

/**
 * Returns the packaged trace: a daily rhythm with bursts and a little noise, and one node failure at 13:00 (in a shorter
 * trace at the same fraction of it). The same seed and size give the same trace.
 * @throws TraceError when the size is out of range.
 */
export function generateTrace(seed: number, size: TraceSize): Trace {
  const faults = traceSizeFaults(size);
  if (faults.length > 0) {
    throw new TraceError(faults.join('\n'));
  }
  const random = seededRandom(seed);
  const bursts = drawBursts(random, size.minutes);
  const shape = Array.from({ length: size.minutes }, (_, minute) => shapeAt(minute, bursts, random));
  const failureMinute = Math.floor((Math.min(size.minutes, MINUTES_PER_DAY) * FAILURE_MINUTE) / MINUTES_PER_DAY);
  return {
    name: `packaged (seed ${seed})`,
    demand: scaleToMean(shape, size.meanUnits),
    events: [{ minute: failureMinute, kind: 'node-failure' }],
  };
}

function drawBursts(random: SeededRandom, minutes: number): readonly Burst[] {
  const count = Math.max(1, Math.round(minutes / MINUTES_PER_BURST));
  return Array.from({ length: count }, () => ({
    startMinute: Math.floor(random.uniform() * minutes),
    riseMinutes: 5 + Math.floor(random.uniform() * 10),
    holdMinutes: 15 + Math.floor(random.uniform() * 45),
    height: 0.2 + 0.3 * random.uniform(),
  }));
}

function shapeAt(minute: number, bursts: readonly Burst[], random: SeededRandom): number {
  const daily = 1 + DAILY_SWING * Math.cos((2 * Math.PI * (minute - PEAK_MINUTE)) / MINUTES_PER_DAY);
  const extra = Math.max(0, ...bursts.map((burst) => burstAt(burst, minute)));
  const noise = 1 + NOISE * random.normal();
  return Math.min(HIGHEST_OVER_MEAN, Math.max(0, (daily + extra) * noise));
}

/** Rises, holds, and falls as fast as it rose. */
function burstAt(burst: Burst, minute: number): number {
  const since = minute - burst.startMinute;
  const untilEnd = 2 * burst.riseMinutes + burst.holdMinutes - since;
  const share = Math.min(1, since / burst.riseMinutes, untilEnd / burst.riseMinutes);
  return burst.height * Math.max(0, share);
}
