'use strict';
// npm run bench -- plan     the planner against exact bounds and a naive balancer, each fleet in a fresh process; figures as JSON in the last line
// PLAN_ALL=1                every size with every seed
// PLAN_QUICK=1              the two smaller sizes and one seed alone
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const SEEDS = [12345, 777, 2024];

/** `seeds` and `caps`: of the usual run, which takes about a minute and a half. */
const SIZES = [
  { nodes: 100, shards: 10_000, runs: 8, seeds: 3, caps: 3, mostMs: 100 },
  { nodes: 1000, shards: 100_000, runs: 3, seeds: 2, caps: 3, mostMs: 1000 },
  { nodes: 3000, shards: 300_000, runs: 1, seeds: 0, caps: 2, mostMs: undefined },
  { nodes: 10_000, shards: 1_000_000, runs: 1, seeds: 1, caps: 2, mostMs: 2000, mostMb: 300 },
];
const CAPS = [0.1, 0.5, 0.9];
const NAIVE_UP_TO = 1000;

/** Fleets that are not alike: each at 300 nodes and 30 000 shards. */
const ODD_FLEETS = {
  'capacities that differ 4 ×': { capacities: [1, 2, 4] },
  'zones of 40, 35 and 25 %': { zoneParts: [0.4, 0.35, 0.25] },
  'three replicas': { replicas: 3 },
  'two resources': { secondLoad: true },
  'half of the moves in flight': { isHalfBegun: true },
  'ten nodes draining': { drained: 10 },
};

/** A fleet that is balanced and then changes. */
const CHANGING = { nodes: 60, shards: 6000, cap: 0.5, seed: SEEDS[0] };
const MOST_FOR_ONE_MORE = 1.05;
const MOST_FOR_NOISE = 0.01;

/** What a plan's bytes may be over the integral bound. */
function mostOverBound(nodes, cap) {
  if (cap === 0.1) {
    return 1.01;
  }
  return cap === 0.5 ? (nodes >= 10_000 ? 1.35 : 1.4) : Number.POSITIVE_INFINITY;
}

function measure(options, program = 'measure-plan.js') {
  const file = path.join(__dirname, 'plan', program);
  const result = spawnSync(process.execPath, [file, JSON.stringify(options)], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (result.status !== 0) {
    throw new Error(`measuring ${JSON.stringify(options)} failed: ${result.stderr}`);
  }
  return JSON.parse(result.stdout);
}

const COLUMNS =
  'bytes ÷ IB | bytes ÷ LB | naive ÷ IB | max/mean | over | crowded | moves | first ms | best ms | best CPU ms | reading CPU ms | peak MB';

function row(label, figures) {
  const { bytesOverFractional, bytesOverIntegral, naiveOverIntegral, max, over, crowded, moves } = figures;
  const naive = naiveOverIntegral === undefined ? '–' : naiveOverIntegral.toFixed(1);
  const quality = [bytesOverIntegral.toFixed(3), bytesOverFractional.toFixed(3), naive, max.toFixed(4)];
  const { firstMs, bestMs, bestCpuMs, readCpuMs, peakMb } = figures;
  const effort = [firstMs, bestMs, bestCpuMs, readCpuMs, peakMb].map((figure) => figure.toFixed(0));
  return `| ${[...label, ...quality, over, crowded, moves, ...effort].join(' | ')} |`;
}

function missesOf(name, { nodes, cap, mostMs, mostMb }, figures) {
  const misses = [];
  const bound = mostOverBound(nodes, cap);
  if (figures.bytesOverIntegral > bound) {
    misses.push(`${name}: ${figures.bytesOverIntegral.toFixed(3)} × the bound, at most ${bound}`);
  }
  misses.push(...faultsOf(name, figures));
  if (mostMs !== undefined && figures.bestCpuMs > mostMs) {
    misses.push(`${name}: ${figures.bestCpuMs.toFixed(0)} ms of processor time, at most ${mostMs}`);
  }
  if (mostMb !== undefined && figures.peakMb > mostMb) {
    misses.push(`${name}: ${figures.peakMb.toFixed(0)} MB, at most ${mostMb}`);
  }
  return misses;
}

/** What no plan may do. */
function faultsOf(name, { over, unmet, crowded, movesAgain }) {
  const faults = [];
  if (over > 0) {
    faults.push(`${name}: ${over} nodes above the limit${unmet.length === 0 ? ', and not said' : ''}`);
  }
  if (crowded > 0 || (over === 0 && movesAgain > 0)) {
    faults.push(`${name}: ${crowded} zone violations, ${movesAgain} moves when planned again`);
  }
  return faults;
}

function rounded(_, value) {
  return typeof value === 'number' ? Number(value.toFixed(4)) : value;
}

/** Returns what was missed. */
function run() {
  const all = [];
  const missed = [...runUsual(all), ...runOdd(all), ...runChanges(all)];
  console.log(`\n${JSON.stringify(all, rounded)}`);
  return missed;
}

function runUsual(all) {
  const missed = [];
  console.log(`| cap | nodes × shards | seed | ${COLUMNS} |\n|${'---|'.repeat(15)}`);
  for (const [number, cap] of CAPS.entries()) {
    for (const { seeds, caps, mostMs, mostMb, ...size } of sizes()) {
      for (const seed of number < caps ? SEEDS.slice(0, seeds) : []) {
        const figures = measure({ ...size, cap, seed, withNaive: size.nodes <= NAIVE_UP_TO });
        all.push(figures);
        console.log(row([cap, `${size.nodes} × ${size.shards}`, seed], figures));
        const limits = { ...size, cap, mostMs: cap > 0.5 ? undefined : mostMs, mostMb };
        missed.push(...missesOf(`cap ${cap}, ${size.nodes} nodes, seed ${seed}`, limits, figures));
      }
    }
  }
  return missed;
}

function sizes() {
  if (process.env.PLAN_QUICK !== undefined) {
    return SIZES.slice(0, 2).map((size) => ({ ...size, seeds: 1 }));
  }
  return process.env.PLAN_ALL === undefined ? SIZES : SIZES.map((size) => ({ ...size, seeds: SEEDS.length }));
}

function runOdd(all) {
  const missed = [];
  console.log(`\n| fleet | cap | seed | ${COLUMNS} |\n|${'---|'.repeat(15)}`);
  for (const [name, change] of Object.entries(ODD_FLEETS)) {
    for (const cap of CAPS.slice(0, 2)) {
      const figures = measure({ nodes: 300, shards: 30_000, cap, seed: SEEDS[0], ...change });
      all.push({ fleet: name, ...figures });
      console.log(row([name, cap, SEEDS[0]], figures));
      missed.push(...faultsOf(`${name}, cap ${cap}`, figures));
    }
  }
  return missed;
}

function runChanges(all) {
  const figures = measure(CHANGING, 'measure-changes.js');
  all.push(figures);
  const { movesWhenBalanced, oneMoreNode, dayOfNoise } = figures;
  console.log(`\n| change of a balanced fleet of ${CHANGING.nodes} nodes, cap ${CHANGING.cap} | |\n|---|---|`);
  console.log(`| none: moves | ${movesWhenBalanced} |`);
  console.log(`| one node more: bytes moved ÷ its fair part of all | ${oneMoreNode.toFixed(3)} |`);
  console.log(
    `| ± 5 % of noise, a plan a minute for a day: bytes moved, % of all | ${(100 * dayOfNoise).toFixed(3)} |`,
  );
  const missed = [];
  if (movesWhenBalanced > 0 || oneMoreNode > MOST_FOR_ONE_MORE || dayOfNoise > MOST_FOR_NOISE) {
    missed.push(`changes of a balanced fleet: ${JSON.stringify(figures)}`);
  }
  return missed;
}

module.exports = { run };
