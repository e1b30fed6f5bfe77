'use strict';
// Random sizes and times for generated loads, and the course they are put into.
const DAY_MINUTES = 1440;

/** Evenly. */
function between(random, least, most) {
  return least + (most - least) * random.uniform();
}

/** Evenly by orders of magnitude. */
function scaleBetween(random, least, most) {
  return least * (most / least) ** random.uniform();
}

/** Times of events that come at random, in minutes. */
function randomTimes(random, minutes, perDay) {
  const times = [];
  let time = 0;
  while (time < minutes) {
    time += (-Math.log(1 - random.uniform()) * DAY_MINUTES) / perDay;
    times.push(Math.floor(time));
  }
  return times.filter((at) => at < minutes);
}

/** How often a size is exceeded falls with its power: a few are very large. */
function heavyTailed(random, { least, power, most }) {
  return Math.min(most, least * (1 - random.uniform()) ** (-1 / power));
}

/** Returns a part of a load: a factor for every minute. */
function factors(minutes, at) {
  return Float64Array.from({ length: minutes }, (_, minute) => at(minute));
}

module.exports = { DAY_MINUTES, between, scaleBetween, randomTimes, heavyTailed, factors };
