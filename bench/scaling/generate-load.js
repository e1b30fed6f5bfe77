'use strict';
// Loads of known character that no rule was made with: a kind says which parts a load is the product of, a seed draws the rest.
const path = require('node:path');
const { scaleBetween } = require('./draws');
const { bursts, launches, shifts } = require('./load-events');
const { holidays, jobs, restlessness, rhythm } = require('./load-rhythms');

const { seededRandom } = require(path.join(__dirname, '..', '..', 'dist', 'local/trace/seeded-random.js'));

const STEPS_PER_MINUTE = 4;
const MOST_UNITS = 1000;
/** Requests that a unit serves in a minute. */
const REQUESTS = [60, 6000];
/** Above, a normal distribution is as good. */
const MOST_COUNTED = 50;

/** Each kind's parts, and how far demand varies within minutes: the standard deviation of a step, as a share. */
const KINDS = {
  constant: { made: [] },
  'daily and weekly rhythm': { made: [rhythm] },
  'rhythm with holidays': { made: [rhythm, holidays] },
  'restless noise': { made: [rhythm, restlessness] },
  'variation within minutes': { made: [rhythm], variation: 0.1 },
  bursts: { made: [rhythm, bursts] },
  'shifts of level': { made: [rhythm, shifts] },
  launches: { made: [rhythm, launches] },
  'daily jobs': { made: [jobs] },
  'all but jobs': { made: [rhythm, holidays, restlessness, bursts, shifts, launches], variation: 0.02 },
};

/** How many arrive where so many are expected. */
function arrivals(random, expected) {
  if (expected > MOST_COUNTED) {
    return Math.max(0, expected + Math.sqrt(expected) * random.normal());
  }
  const limit = Math.exp(-expected);
  let count = 0;
  for (let left = random.uniform(); left > limit; left *= random.uniform()) {
    count += 1;
  }
  return count;
}

/**
 * Returns the demand of each step of 15 s, in units: the kind's parts, with requests that arrive one by one, and with variation within
 * minutes. The same arguments give the same load.
 *
 * @param kind - one of `KINDS`.
 * @param options - `seed`; `days`; `size`, from 0 for a mean of one unit to 1 for a thousand.
 */
function generateLoad(kind, { seed, days, size }) {
  const random = seededRandom(seed);
  const { made, variation = 0 } = KINDS[kind];
  const shapes = made.map((part) => part(random, days * 1440));
  const course = Float64Array.from({ length: days * 1440 }, (_, minute) =>
    shapes.reduce((product, shape) => product * shape[minute], 1),
  );
  const perUnit = scaleBetween(random, ...REQUESTS) / STEPS_PER_MINUTE;
  const unitsOfOne = MOST_UNITS ** size / (course.reduce((sum, value) => sum + value, 0) / course.length);
  return Float64Array.from({ length: course.length * STEPS_PER_MINUTE }, (_, step) => {
    const units = unitsOfOne * course[Math.floor(step / STEPS_PER_MINUTE)];
    const varied = units * Math.max(0, 1 + variation * random.normal());
    return arrivals(random, varied * perUnit) / perUnit;
  });
}

module.exports = { KINDS, generateLoad };
