'use strict';
// One fleet in a process of its own: prints, as JSON, what a plan took and what it comes to. Arguments: options of the fleet as JSON.
const path = require('node:path');
const { generateFleet } = require('./generate-fleet');
const { boundsOf } = require('./bounds');
const { applyMoves, checkPlan, hotNodes, leavingBytes } = require('./check-plan');
const { naivePlan } = require('./naive');

const planner = path.join(process.env.PLANNER_DIST ?? path.join(__dirname, '..', '..', 'dist', 'core'), 'planner');
const { planFleet, planMoves } = require(path.join(planner, 'plan-moves.js'));
const { readFleet } = require(path.join(planner, 'read-fleet.js'));

const TARGET = 1.05;

function timed(work) {
  const started = process.cpuUsage();
  const wallStarted = performance.now();
  const result = work();
  const { user, system } = process.cpuUsage(started);
  return { result, cpuMs: (user + system) / 1000, wallMs: performance.now() - wallStarted };
}

function peakMegabytes() {
  return process.resourceUsage().maxRSS / 1024;
}

/** Drains the last node of each of so many equal parts: whoever looks for one that drains has to go far. */
function drain(input, count) {
  const step = Math.floor(input.nodes.length / Math.max(1, count));
  const isDrained = (number) => count > 0 && (number + 1) % step === 0 && (number + 1) / step <= count;
  const nodes = input.nodes.map((node, number) => (isDrained(number) ? { ...node, state: 'draining' } : node));
  return { ...input, nodes };
}

/** Begins every other move of a plan. What is left to plan starts where these have landed. */
function beginHalf(input) {
  const moves = planMoves(input).moves.filter((_, index) => index % 2 === 0);
  return { begun: { ...input, moves }, landed: { ...input, shards: applyMoves(input.shards, moves) } };
}

/** Reading the objects is timed apart from planning. */
function timedPlan(input) {
  const read = timed(() => readFleet(input));
  const plan = timed(() => planFleet(read.result));
  return { plan: plan.result, readMs: read.cpuMs, wallMs: plan.wallMs, cpuMs: plan.cpuMs };
}

function least(times, name) {
  return times.reduce((best, time) => Math.min(best, time[name]), Number.POSITIVE_INFINITY);
}

function main(options) {
  const { runs = 1, withNaive = false, drained = 0, isHalfBegun = false, ...fleet } = options;
  const input = drain(generateFleet(fleet), drained);
  const { begun, landed } = isHalfBegun ? beginHalf(input) : { begun: input, landed: input };
  const first = timedPlan(begun);
  const peakMb = peakMegabytes();
  const times = [first, ...Array.from({ length: runs - 1 }, () => timedPlan(begun))];
  const { plan } = first;
  const bounds = boundsOf(hotNodes(landed, TARGET));
  const leaving = leavingBytes(landed);
  const check = checkPlan(landed, plan.moves);
  const again = planMoves({ ...input, shards: check.shards });
  const naive = withNaive ? checkPlan(input, naivePlan(input, TARGET)) : undefined;
  return {
    ...options,
    firstMs: first.wallMs,
    bestMs: least(times, 'wallMs'),
    bestCpuMs: least(times, 'cpuMs'),
    readCpuMs: least(times, 'readMs'),
    peakMb,
    moves: plan.moves.length,
    movesAgain: again.moves.length,
    bytesOverFractional: check.bytes / (bounds.fractional + leaving),
    bytesOverIntegral: check.bytes / (bounds.integral + leaving),
    boundsCutShort: bounds.cutShort,
    naiveOverIntegral: naive && naive.bytes / bounds.integral,
    naiveOver: naive?.over,
    before: plan.before.maxOverMean,
    max: check.max,
    over: check.over,
    crowded: check.crowded,
    unmet: plan.unmet,
  };
}

console.log(JSON.stringify(main(JSON.parse(process.argv[2]))));
