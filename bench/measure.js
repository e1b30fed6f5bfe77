'use strict';
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** Middle of the values; of two middles the lower one. */
function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Wall-clock milliseconds that `node` takes for the arguments in the repository, as a fresh process. Throws if it fails. */
function nodeMilliseconds(args, environment = {}) {
  const started = process.hrtime.bigint();
  const result = spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw new Error(`node ${args.join(' ')} failed: ${result.stderr}`);
  }
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** Runs the contestants in turn, A B A B …, so that a machine whose speed drifts treats them alike. */
function inTurns(rounds, contestants) {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(contestants)) {
      results[name].push(measure());
    }
  }
  return results;
}

module.exports = { median, nodeMilliseconds, inTurns };
