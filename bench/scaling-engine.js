'use strict';
// One tick of a handler for 100 services that forecast: each engine is restored from its state, takes in a minute and decides.
const path = require('node:path');
const { median } = require('./measure');

const { ScalingEngine } = require(path.join(__dirname, '..', 'dist/core/scaling-policy/scaling-engine.js'));

const SERVICES = 100;
const DAYS = 14;
const ROUNDS = 9;
const MOST_MILLISECONDS = 200;
const MOST_MEBIBYTES = 64;
const FIRST_MINUTE = 29_920_000;
const WINDOWS = { names: [] };
const POLICY = {
  formatVersion: 1,
  mode: 'automatic',
  leastUnits: 1,
  mostUnits: 1000,
  windows: [],
  limits: {},
  rules: [{ kind: 'predictive', metric: 'demand', unitCapacity: 1, maxUnmet: 0.001, startUpSeconds: 420 }],
};

function readingsOf(minute) {
  const day = Math.sin((2 * Math.PI * minute) / 1440);
  const noise = ((minute * 7919) % 101) / 101;
  return { minute: FIRST_MINUTE + minute, values: { demand: 20 + 10 * day + 2 * noise }, ready: 34 };
}

function learnedState() {
  const engine = new ScalingEngine(POLICY);
  for (let minute = 0; minute < DAYS * 1440; minute += 1) {
    engine.observe(readingsOf(minute));
  }
  return JSON.stringify(engine.state());
}

/** What else runs on the machine does not count. */
function processorMilliseconds() {
  return process.cpuUsage().user / 1000;
}

/** Processor time of reading the states, of deciding, and of writing them, for all services. */
function tick(states) {
  const last = DAYS * 1440;
  const started = processorMilliseconds();
  const engines = states.map((text) => new ScalingEngine(POLICY, JSON.parse(text)));
  const restored = processorMilliseconds();
  for (const engine of engines) {
    engine.observe(readingsOf(last));
    engine.decide({ minute: FIRST_MINUTE + last + 2, desired: 30, windows: WINDOWS });
  }
  const decided = processorMilliseconds();
  const written = engines.map((engine) => JSON.stringify(engine.state()));
  const ended = processorMilliseconds();
  return {
    total: ended - started,
    restore: restored - started,
    decide: decided - restored,
    write: ended - decided,
    heap: process.memoryUsage().heapUsed / 2 ** 20,
    bytes: written[0].length,
  };
}

/** Returns what was missed: the time of a tick, its memory. */
async function run() {
  const states = new Array(SERVICES).fill(learnedState());
  const rounds = Array.from({ length: ROUNDS }, () => tick(states));
  const of = (name) => median(rounds.map((round) => round[name]));
  const heap = Math.max(...rounds.map((round) => round.heap));
  console.log(`${SERVICES} services of ${DAYS} days of minutes; a state is ${rounds[0].bytes} bytes of JSON`);
  console.log(
    `restore ${of('restore').toFixed(0)} ms, observe and decide ${of('decide').toFixed(0)} ms, state ${of('write').toFixed(0)} ms`,
  );
  console.log(
    `together ${of('total').toFixed(0)} ms, the first time, not yet compiled, ${rounds[0].total.toFixed(0)} ms; heap ${heap.toFixed(0)} MiB at most`,
  );
  const missed = [];
  if (of('total') > MOST_MILLISECONDS) {
    missed.push(`a tick takes more than ${MOST_MILLISECONDS} ms`);
  }
  if (heap > MOST_MEBIBYTES) {
    missed.push(`more than ${MOST_MEBIBYTES} MiB`);
  }
  return missed;
}

module.exports = { run };
