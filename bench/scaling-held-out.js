'use strict';
// The forecast on generated loads of known character, which no rule was made with: a change is judged here first, with one SCALING_SEED, and
// then with another. Peers are tuned in hindsight for each load, to leave as much unmet as the forecast did.
const path = require('node:path');
const { KINDS, generateLoad } = require('./scaling/generate-load');
const { PEERS, cheapestPeer, outcomesOf } = require('./scaling/peers');

const replays = path.join(__dirname, '..', 'dist', 'scaling-replay');
const { oracleUnitHours } = require(path.join(replays, 'engine/oracle.js'));
const { replay } = require(path.join(replays, 'engine/replay.js'));
const { forecastPolicy } = require(path.join(replays, 'forecast-policy.js'));
const { targetTracking } = require(path.join(replays, 'peers/target-tracking.js'));

const MAX_UNMET = 0.001;
const START_UP_SECONDS = [75, 420];
const LOADS = 4;
const DAYS = 10;
/** Seeds of one kind follow one another; another SCALING_SEED shares none. */
const SEEDS_OF_KIND = 100;
const SEEDS = 10_000;

function readSeed() {
  const { SCALING_SEED: given = '1' } = process.env;
  if (!/^\d{1,5}$/.test(given)) {
    throw new Error(`SCALING_SEED is a whole number from 0 to 99999, given '${given}'`);
  }
  return Number(given);
}

function loadsOf(kind, seed) {
  const first = SEEDS * seed + SEEDS_OF_KIND * Object.keys(KINDS).indexOf(kind);
  return Array.from({ length: LOADS }, (_, index) =>
    generateLoad(kind, { seed: first + index, days: DAYS, size: (index + 0.5) / LOADS }),
  );
}

function contest(demand, startUpSeconds) {
  const conditions = { demand, startUpSeconds, metricDelaySeconds: 60, leastUnits: 1 };
  const oracle = oracleUnitHours(conditions);
  const ours = replay(conditions, forecastPolicy(conditions, MAX_UNMET));
  const outcomes = Object.values(PEERS).map((policy) => outcomesOf(policy, conditions));
  const peerHours = cheapestPeer(outcomes, ours.unmetFraction);
  return {
    unmet: ours.unmetFraction,
    cost: ours.unitHours / oracle,
    actions: ours.actions,
    usualActions: replay(conditions, targetTracking(0.7)).actions,
    peer: peerHours === undefined ? undefined : peerHours / oracle,
  };
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function summaryOf(name, results) {
  const beside = results.filter(({ peer }) => peer !== undefined);
  const sumOf = (of) => results.reduce((sum, result) => sum + of(result), 0);
  return {
    name,
    unmet: meanOf(results.map(({ unmet }) => unmet)),
    worst: Math.max(...results.map(({ unmet }) => unmet)),
    above: results.filter(({ unmet }) => unmet > MAX_UNMET).length,
    cost: meanOf(results.map(({ cost }) => cost)),
    ofPeer: beside.length > 0 ? meanOf(beside.map(({ cost, peer }) => cost / peer)) : undefined,
    peer: beside.length > 0 ? meanOf(beside.map(({ peer }) => peer)) : undefined,
    withoutPeer: results.length - beside.length,
    actions: sumOf(({ actions }) => actions) / sumOf(({ usualActions }) => usualActions),
  };
}

function row({ name, unmet, worst, above, cost, peer, ofPeer, withoutPeer, actions }) {
  const percent = (fraction) => (100 * fraction).toFixed(3);
  const shown = (value, digits) => (value === undefined ? 'none' : value.toFixed(digits));
  const cells = [
    name,
    percent(unmet),
    percent(worst),
    above,
    cost.toFixed(3),
    shown(peer, 2),
    shown(ofPeer, 2),
    withoutPeer,
  ];
  return `| ${[...cells, `${actions.toFixed(2)} ×`].join(' | ')} |`;
}

function missedBy({ name, unmet, ofPeer }) {
  return [
    ...(unmet > MAX_UNMET ? [`${name}: unmet ${(100 * unmet).toFixed(3)} %`] : []),
    ...(ofPeer > 1 ? [`${name}: ${ofPeer.toFixed(2)} × a peer's cost`] : []),
  ];
}

/** Returns what was missed: the risk, and being cheaper than the best peer. */
async function run() {
  const seed = readSeed();
  const peer = ["best peer's", "÷ best peer's", 'no peer'];
  const titles = [
    'load, start-up',
    'unmet %',
    'worst',
    'above the risk',
    'cost ÷ oracle',
    ...peer,
    "actions ÷ tracking's",
  ];
  console.log(`seed ${seed}, ${LOADS} loads of ${DAYS} days and 2 to 422 units of each kind\n`);
  console.log(`| ${titles.join(' | ')} |`);
  console.log(`|${'---|'.repeat(titles.length)}`);
  const all = [];
  const missed = [];
  for (const kind of Object.keys(KINDS)) {
    const loads = loadsOf(kind, seed);
    for (const startUpSeconds of START_UP_SECONDS) {
      const results = loads.map((demand) => contest(demand, startUpSeconds));
      const summary = summaryOf(`${kind}, ${startUpSeconds} s`, results);
      console.log(row(summary));
      all.push(...results);
      missed.push(...missedBy(summary));
    }
  }
  console.log(row(summaryOf('all', all)));
  return missed;
}

module.exports = { run };
