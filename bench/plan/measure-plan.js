'use strict';
// One fleet in a process of its own: prints, as JSON, what a plan took and what it comes to. Arguments: options of the fleet as JSON.
const path = require('node:path');
const { generateFleet } = require('./generate-fleet');
const { boundsOf } = require('./bounds');
const { checkPlan, hotNodes } = require('./check-plan');
const { naivePlan } = require('./naive');

const planner = path.join(process.env.PLANNER_DIST ?? path.join(__dirname, '..', '..', 'dist', 'core'), 'planner');
const { planMoves } = require(path.join(planner, 'plan-moves.js'));

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

function main(options) {
  const { runs = 1, withNaive = false, change = {}, ...fleet } = options;
  const generated = generateFleet(fleet);
  const input = { ...generated, ...change, policy: { ...generated.policy, ...change.policy } };
  const first = timed(() => planMoves(input));
  const peakMb = peakMegabytes();
  const times = [first, ...Array.from({ length: runs - 1 }, () => timed(() => planMoves(input)))];
  const plan = first.result;
  const bounds = boundsOf(hotNodes(input, TARGET));
  const check = checkPlan(input, plan.moves);
  const again = planMoves({ ...input, shards: check.shards });
  const naive = withNaive ? checkPlan(input, naivePlan(input, TARGET)) : undefined;
  return {
    firstMs: first.wallMs,
    bestMs: Math.min(...times.map(({ wallMs }) => wallMs)),
    bestCpuMs: Math.min(...times.map(({ cpuMs }) => cpuMs)),
    peakMb,
    moves: plan.moves.length,
    movesAgain: again.moves.length,
    bytesOverFractional: check.bytes / bounds.fractional,
    bytesOverIntegral: check.bytes / bounds.integral,
    ownBoundOverFractional: plan.lowerBoundBytes / bounds.fractional,
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
