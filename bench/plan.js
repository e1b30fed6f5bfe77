'use strict';
// npm run bench -- plan     the planner against exact bounds and a naive balancer, each fleet in a fresh process
// PLAN_QUICK=1              the two smaller sizes and one seed alone
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const SIZES = [
  { nodes: 100, shards: 10_000, runs: 5, mostMs: 100 },
  { nodes: 1000, shards: 100_000, runs: 3, mostMs: 1000 },
  { nodes: 3000, shards: 300_000, runs: 1, mostMs: undefined },
  { nodes: 10_000, shards: 1_000_000, runs: 1, mostMs: 2000, mostMb: 300 },
];
const SEEDS = [12345, 777, 2024];
const CAPS = [0.1, 0.5, 0.9];
const NAIVE_UP_TO = 1000;

/** Fleets that are not alike: each at 300 nodes and 30 000 shards. */
const ODD_FLEETS = {
  'capacities that differ 4 ×': { capacities: [1, 2, 4] },
  'zones of 40, 35 and 25 %': { zoneParts: [0.4, 0.35, 0.25] },
  'three replicas': { replicas: 3 },
  'two resources': { secondLoad: true },
};

/** What a plan's bytes may be over the integral bound. */
function mostOverBound(nodes, cap) {
  if (cap === 0.1) {
    return 1.01;
  }
  return cap === 0.5 ? (nodes >= 10_000 ? 1.35 : 1.4) : Number.POSITIVE_INFINITY;
}

function measure(options) {
  const file = path.join(__dirname, 'plan', 'measure-plan.js');
  const result = spawnSync(process.execPath, [file, JSON.stringify(options)], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (result.status !== 0) {
    throw new Error(`measuring ${JSON.stringify(options)} failed: ${result.stderr}`);
  }
  return JSON.parse(result.stdout);
}

function row(label, figures) {
  const { bytesOverFractional, bytesOverIntegral, naiveOverIntegral, max, over, crowded, moves } = figures;
  const naive = naiveOverIntegral === undefined ? '–' : naiveOverIntegral.toFixed(1);
  const quality = [
    bytesOverIntegral.toFixed(3),
    bytesOverFractional.toFixed(3),
    naive,
    max.toFixed(4),
    over,
    crowded,
    moves,
  ];
  const effort = [figures.firstMs.toFixed(0), figures.bestMs.toFixed(0), figures.peakMb.toFixed(0)];
  return `| ${[...label, ...quality, ...effort].join(' | ')} |`;
}

function missesOf(name, { nodes, cap, mostMs, mostMb }, figures) {
  const misses = [];
  const bound = mostOverBound(nodes, cap);
  if (figures.bytesOverIntegral > bound) {
    misses.push(`${name}: ${figures.bytesOverIntegral.toFixed(3)} × the bound, at most ${bound}`);
  }
  if (figures.over > 0 && figures.unmet.length === 0) {
    misses.push(`${name}: ${figures.over} nodes above the limit, and not said`);
  }
  if (figures.crowded > 0 || figures.movesAgain > 0) {
    misses.push(`${name}: ${figures.crowded} zone violations, ${figures.movesAgain} moves when planned again`);
  }
  if (mostMs !== undefined && figures.bestMs > mostMs) {
    misses.push(`${name}: ${figures.bestMs.toFixed(0)} ms, at most ${mostMs}`);
  }
  if (mostMb !== undefined && figures.peakMb > mostMb) {
    misses.push(`${name}: ${figures.peakMb.toFixed(0)} MB, at most ${mostMb}`);
  }
  return misses;
}

const COLUMNS =
  'bytes ÷ IB | bytes ÷ LB | naive ÷ IB | max/mean | over | crowded | moves | first ms | best ms | peak MB';

/** Returns what was missed. */
function run() {
  const isQuick = process.env.PLAN_QUICK !== undefined;
  const missed = runUsual(isQuick ? SIZES.slice(0, 2) : SIZES, isQuick ? SEEDS.slice(0, 1) : SEEDS);
  runOdd();
  return missed;
}

function runUsual(sizes, seeds) {
  const missed = [];
  console.log(`| cap | nodes × shards | seed | ${COLUMNS} |\n|${'---|'.repeat(13)}`);
  for (const cap of CAPS) {
    for (const size of sizes) {
      for (const seed of seeds) {
        const figures = measure({ ...size, cap, seed, withNaive: size.nodes <= NAIVE_UP_TO });
        console.log(row([cap, `${size.nodes} × ${size.shards}`, seed], figures));
        missed.push(...missesOf(`cap ${cap}, ${size.nodes} nodes, seed ${seed}`, { ...size, cap }, figures));
      }
    }
  }
  return missed;
}

function runOdd() {
  console.log(`\n| fleet | cap | seed | ${COLUMNS} |\n|${'---|'.repeat(13)}`);
  for (const [name, change] of Object.entries(ODD_FLEETS)) {
    for (const cap of CAPS.slice(0, 2)) {
      const figures = measure({ nodes: 300, shards: 30_000, cap, seed: SEEDS[0], ...change });
      console.log(row([name, cap, SEEDS[0]], figures));
    }
  }
}

module.exports = { run };
