'use strict';
// What a generated load does by itself. Each part draws its own numbers and returns a factor for every minute.
const { DAY_MINUTES, between, factors, randomTimes, scaleBetween } = require('./draws');

/** Days of two waves that come a little earlier or later, weekends that are other, and growth or decline. */
function rhythm(random, minutes) {
  const swing = between(random, 0.2, 0.7);
  const second = between(random, 0, 0.25);
  const peak = between(random, 0, DAY_MINUTES);
  const weekend = between(random, 0.4, 1.1);
  const growth = between(random, -0.3, 0.7) / 7;
  const days = Array.from({ length: Math.ceil(minutes / DAY_MINUTES) + 1 }, (_, day) => ({
    late: 15 * random.normal(),
    height: Math.exp(0.05 * random.normal()) * (day % 7 >= 5 ? weekend : 1),
  }));
  return factors(minutes, (minute) => {
    const { late, height } = blendDays(days, minute);
    const angle = (2 * Math.PI * (minute - peak - late)) / DAY_MINUTES;
    const wave = 1 + swing * Math.cos(angle) + second * Math.cos(2 * angle);
    return Math.max(0.02, wave) * height * Math.exp((growth * minute) / DAY_MINUTES);
  });
}

/** A day's character passes into the next one's within three hours before midnight. */
function blendDays(days, minute) {
  const day = Math.floor(minute / DAY_MINUTES);
  const share = Math.max(0, ((minute % DAY_MINUTES) - DAY_MINUTES + 180) / 180);
  const mix = (of) => of(days[day]) * (1 - share) + of(days[day + 1]) * share;
  return { late: mix((one) => one.late), height: mix((one) => one.height) };
}

/** One day of six is no working day, and nobody said so. */
function holidays(random, minutes) {
  const share = between(random, 0.3, 0.7);
  const days = Array.from({ length: Math.ceil(minutes / DAY_MINUTES) + 1 }, () => ({
    late: 0,
    height: random.uniform() < 1 / 6 ? share : 1,
  }));
  return factors(minutes, (minute) => blendDays(days, minute).height);
}

/** Noise that scales with the level and lasts for minutes to hours, in calm and in restless times of some hours. */
function restlessness(random, minutes) {
  const memory = Math.exp(-1 / scaleBetween(random, 3, 120));
  const calm = scaleBetween(random, 0.02, 0.08);
  const restless = scaleBetween(random, 0.1, 0.3);
  const changes = new Set(randomTimes(random, minutes, 4));
  let deviation = calm;
  let state = 0;
  return factors(minutes, (minute) => {
    if (changes.has(minute)) {
      deviation = deviation === calm ? restless : calm;
    }
    state = memory * state + Math.sqrt(1 - memory ** 2) * deviation * random.normal();
    return Math.exp(state);
  });
}

/** Work that begins at the same times of most days, over a small ground load. */
function jobs(random, minutes) {
  const daily = Array.from({ length: 1 + Math.floor(between(random, 0, 4)) }, () => ({
    at: Math.floor(between(random, 0, DAY_MINUTES)),
    lasts: scaleBetween(random, 15, 300),
    height: scaleBetween(random, 0.5, 5),
  }));
  const load = new Float64Array(minutes).fill(0.5);
  for (let day = 0; day * DAY_MINUTES < minutes; day += 1) {
    for (const { at, lasts, height } of daily.filter(() => random.uniform() < 0.85)) {
      const start = Math.max(0, Math.round(day * DAY_MINUTES + at + 2 * random.normal()));
      load.subarray(Math.min(minutes, start), start + Math.round(lasts)).forEach((value, minute, part) => {
        part[minute] = value + height;
      });
    }
  }
  return load;
}

module.exports = { rhythm, holidays, restlessness, jobs };
