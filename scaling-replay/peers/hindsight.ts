import { type Conditions, peakOf, stepsOf } from '../engine/conditions';
import type { ReplayPolicy } from '../engine/replay';

const STABILISATION_SECONDS = 300;
const ROUNDING = 1e-9;

/** Returns the policy that always has what the highest demand needs. */
export function staticPeak({ demand }: Conditions): ReplayPolicy {
  const peak = Math.ceil(peakOf(demand) - ROUNDING);
  return () => peak;
}

/**
 * Returns the policy that knows the demand until an order placed now serves, and gives up only what is not needed for five
 * minutes: the limit of any forecast.
 */
export function perfectForecast({ demand, startUpSeconds }: Conditions, target = 1): ReplayPolicy {
  const startUpSteps = stepsOf(startUpSeconds);
  const needed = demand.map((asked) => Math.ceil(asked / target - ROUNDING));
  const order = mostAhead(needed, startUpSteps);
  const keep = mostAhead(needed, Math.max(startUpSteps, stepsOf(STABILISATION_SECONDS)));
  return ({ step, desired }) => {
    const wanted = order[step] ?? 0;
    return wanted > desired ? wanted : Math.min(desired, keep[step] ?? 0);
  };
}

/** Returns for each step the most of it and the `steps` after it. O(steps), by a queue whose front is the most. */
function mostAhead(values: Float64Array, steps: number): Float64Array {
  const most = new Float64Array(values.length);
  const queue: number[] = [];
  let front = 0;
  for (let step = values.length - 1; step >= 0; step -= 1) {
    const value = values[step] ?? 0;
    while (queue.length > front && (values[queue.at(-1) ?? 0] ?? 0) <= value) {
      queue.pop();
    }
    queue.push(step);
    while ((queue[front] ?? 0) > step + steps) {
      front += 1;
    }
    most[step] = values[queue[front] ?? step] ?? 0;
  }
  return most;
}
