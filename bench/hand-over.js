'use strict';
// How long nobody accepts writes for a shard while it is moved by plan: real agents drain one node after another.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
/** Beyond the transfer of the last delta, which is a few kilobytes here. */
const P99_LIMIT_MS = 3000;
const FLEET = ['--nodes', '4', '--shards', '80', '--kinds', 'drain', '--kills', '8', '--seconds', '80'];

async function run() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'elastic-fleet-bench-'));
  try {
    const cli = path.join(ROOT, 'bin', 'elastic-fleet.js');
    const result = spawnSync(process.execPath, [cli, 'local', 'chaos', ...FLEET, '--json', '--work-folder', folder], {
      encoding: 'utf8',
    });
    if (result.stdout === '') {
      throw new Error(result.stderr);
    }
    return judge(JSON.parse(result.stdout));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function judge({ writePauseMs, problems }) {
  const { count, median, p99 } = writePauseMs;
  console.log('| planned moves | median ms | p99 ms | limit ms |');
  console.log('|---|---|---|---|');
  console.log(`| ${count} | ${median} | ${p99} | ${P99_LIMIT_MS} |`);
  const slow = p99 > P99_LIMIT_MS ? [`p99 ${p99} ms is above ${P99_LIMIT_MS} ms`] : [];
  return [...slow, ...problems];
}

module.exports = { run };
