'use strict';
// How soon the forecast acts after a load doubles.
const path = require('node:path');

const dist = path.join(__dirname, '..', '..', 'dist');
const { replay } = require(path.join(dist, 'scaling-replay/engine/replay.js'));
const { forecastPolicy } = require(path.join(dist, 'scaling-replay/forecast-policy.js'));

const SIZES = [1, 3, 10, 30, 100, 300, 1000];
const METRICS = [
  { name: 'a minute, 60 s late', metricDelaySeconds: 60, metricPeriodSeconds: 60, most: 135 },
  { name: '20 s, 20 s late', metricDelaySeconds: 20, metricPeriodSeconds: 20, most: 60 },
];

/** Longest time from the moment that a load doubles, in any step of a minute and at any size, to our first order. */
function slowestAction(metrics, maxUnmet) {
  let slowest = 0;
  for (const units of SIZES) {
    for (let at = 240; at < 244; at += 1) {
      const demand = Float64Array.from({ length: 480 }, (_, step) => (step < at ? units : 2 * units));
      const conditions = { demand, startUpSeconds: 75, leastUnits: 1, ...metrics };
      const { desired } = replay(conditions, forecastPolicy(conditions, maxUnmet));
      const acted = desired.findIndex((ordered, step) => step >= at && ordered > desired[at - 1]);
      slowest = Math.max(slowest, acted < 0 ? Number.POSITIVE_INFINITY : (acted - at) * 15);
    }
  }
  return slowest;
}

/** Prints how soon the first order comes; returns what came too late. */
function contestSpeed(maxUnmet) {
  console.log('\nfirst order after a load of 1 to 1000 units doubles, slowest:');
  return METRICS.flatMap(({ name, most, ...metrics }) => {
    const seconds = slowestAction(metrics, maxUnmet);
    console.log(`- metrics of ${name}: ${seconds} s`);
    return seconds > most ? [`first order after ${seconds} s with metrics of ${name}`] : [];
  });
}

module.exports = { contestSpeed };
