'use strict';
// What befalls a generated load. Each part draws its own numbers and returns a factor for every minute.
const { between, factors, heavyTailed, randomTimes, scaleBetween } = require('./draws');

/** Bursts with heavy tails of height and length, of which one may call forth the next. */
function bursts(random, minutes) {
  const shape = {
    rate: scaleBetween(random, 0.5, 6),
    children: between(random, 0, 0.6),
    power: between(random, 1.2, 2.5),
  };
  const load = new Float64Array(minutes).fill(1);
  const waiting = randomTimes(random, minutes, shape.rate);
  while (waiting.length > 0) {
    const start = waiting.pop();
    const height = heavyTailed(random, { least: 0.15, power: shape.power, most: 8 });
    const rise = scaleBetween(random, 0.5, 12);
    const fall = scaleBetween(random, 4, 90);
    for (let minute = start; minute < Math.min(minutes, start + rise + 6 * fall); minute += 1) {
      const since = minute - start + 1;
      load[minute] += height * Math.min(1, since / rise) * Math.exp(-Math.max(0, since - rise) / fall);
    }
    if (random.uniform() < shape.children) {
      waiting.push(start + Math.floor(scaleBetween(random, 10, 400)));
    }
  }
  return load;
}

/** The level changes for good, at once or within half an hour. */
function shifts(random, minutes) {
  const changes = randomTimes(random, minutes, scaleBetween(random, 0.15, 1.5)).map((at) => ({
    at,
    lasts: scaleBetween(random, 0.5, 30),
    by: 0.35 * random.normal(),
  }));
  return factors(minutes, (minute) => {
    const done = changes.map(({ at, lasts, by }) => by * Math.max(0, Math.min(1, (minute - at + 1) / lasts)));
    return Math.exp(done.reduce((sum, change) => sum + change, 0));
  });
}

/** Something new is out: a crowd within minutes that goes away over hours, but not all of it. */
function launches(random, minutes) {
  const crowds = randomTimes(random, minutes, 0.35).map((at) => ({
    at,
    height: scaleBetween(random, 0.5, 4),
    rise: scaleBetween(random, 1, 40),
    fall: scaleBetween(random, 60, 900),
    stays: between(random, 0, 0.3),
  }));
  return factors(minutes, (minute) => {
    const came = crowds.filter(({ at }) => at <= minute);
    return came.reduce((sum, { at, height, rise, fall, stays }) => {
      const arrived = Math.min(1, (minute - at + 1) / rise);
      return sum + height * arrived * (stays + (1 - stays) * Math.exp(-(minute - at) / fall));
    }, 1);
  });
}

module.exports = { bursts, shifts, launches };
