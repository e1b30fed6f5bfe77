'use strict';
// npm run bench -- plan-command     `elastic-fleet plan` on files: shards line by line beside files read as a whole, and placements
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { inTurns, median } = require('./measure');
const { generateFleet } = require('./plan/generate-fleet');

const CLI = path.join(__dirname, '..', 'bin', 'elastic-fleet.js');
const AT_ONCE = path.join(__dirname, 'plan', 'plan-at-once.js');
const LARGE = { nodes: 10_000, shards: 1_000_000, cap: 0.1, seed: 12345 };
const MIDDLE = { nodes: 1000, shards: 100_000, cap: 0.1, seed: 12345 };
const ROUNDS = 3;
const HEAP_MB = 128;
const MOST_MB = 300;
const LINES_A_PIECE = 5000;

/** Writes a fleet as a file, and its shards as lines. Returns both paths. */
function writeFleet(folder, size) {
  const { shards, ...rest } = generateFleet(size);
  const [fleet, lines] = ['fleet.json', 'shards.ndjson'].map((name) => path.join(folder, `${size.nodes}-${name}`));
  fs.writeFileSync(fleet, JSON.stringify(rest));
  const file = fs.openSync(lines, 'w');
  let piece = [];
  const write = () => fs.writeSync(file, piece.join(''));
  for (const shard of shards) {
    piece.push(`${JSON.stringify(shard)}\n`);
    if (piece.length === LINES_A_PIECE) {
      write();
      piece = [];
    }
  }
  write();
  fs.closeSync(file);
  return { fleet, lines };
}

/** Processor time and memory of a program. */
function usageOf(args) {
  const preload = path.join(__dirname, 'plan', 'print-usage.js');
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', preload, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (stderr !== '' || status !== 0) {
    throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
  }
  return JSON.parse(output[3]);
}

function printUsage(name, usages) {
  const cpuMs = median(usages.map((usage) => usage.cpuMs));
  const peakMb = Math.max(...usages.map((usage) => usage.peakMb));
  console.log(`| ${name} | ${(cpuMs / 1000).toFixed(1)} | ${peakMb.toFixed(0)} |`);
  return peakMb;
}

/** Returns what was missed: a million shards in the memory of a small function. */
function run() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plan-bench-'));
  try {
    const large = writeFleet(folder, LARGE);
    const plan = [CLI, 'plan', large.fleet, '--shards', large.lines, '--json'];
    const usages = inTurns(ROUNDS, {
      limited: () => usageOf([`--max-old-space-size=${HEAP_MB}`, ...plan]),
      free: () => usageOf(plan),
      atOnce: () => usageOf(['--max-old-space-size=4096', AT_ONCE, large.fleet, large.lines]),
    });
    console.log('| | processor s | peak MB |\n|---|---|---|');
    const peakMb = printUsage(`line by line, heap of ${HEAP_MB} MB`, usages.limited);
    printUsage('line by line', usages.free);
    printUsage('files read as a whole', usages.atOnce);
    runStrategies(writeFleet(folder, MIDDLE));
    return peakMb > MOST_MB ? [`a million shards took ${peakMb.toFixed(0)} MB, at most ${MOST_MB}`] : [];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function runStrategies({ fleet, lines }) {
  for (const strategy of ['balance', 'hash', 'round-robin', 'load']) {
    const args = [CLI, 'plan', fleet, '--shards', lines, '--strategy', strategy, '--json'];
    const usages = Array.from({ length: ROUNDS }, () => usageOf(args));
    printUsage(`${strategy}, ${MIDDLE.nodes} × ${MIDDLE.shards}`, usages);
  }
}

module.exports = { run };
