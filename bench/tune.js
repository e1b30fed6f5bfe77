'use strict';
// Ten policies over 28 days, as `elastic-fleet tune` tries them: the whole process, with as many threads as there are cores. The load is
// generated, or the longest of the folder SCALING_TRACES (CSV of minute,value).
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { median, nodeMilliseconds } = require('./measure');

const { generateTrace } = require(path.join(__dirname, '..', 'dist', 'local/trace/generate-trace.js'));

const CLI = path.join(__dirname, '..', 'bin', 'elastic-fleet.js');
const MINUTES = 28 * 1440;
const ROUNDS = 3;
const MOST_SECONDS = 10;

/** Returns the first 28 days of the longest load of a folder, with its name. */
function longestOf(folder) {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.csv'));
  const loads = files.map((file) => ({
    name: file,
    lines: fs.readFileSync(path.join(folder, file), 'utf8').split('\n'),
  }));
  const [{ name, lines }] = loads.sort((left, right) => right.lines.length - left.lines.length);
  return { name, text: lines.slice(0, MINUTES + 1).join('\n') };
}

function generated() {
  const { demand } = generateTrace(1, { minutes: MINUTES, meanUnits: 20 });
  return { name: 'generated', text: demand.map((value, minute) => `${minute},${value}`).join('\n') };
}

/** Returns what was missed: ten policies in ten seconds. */
async function run() {
  const folder = process.env.SCALING_TRACES;
  const { name, text } = folder === undefined ? generated() : longestOf(folder);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'tune-bench-'));
  try {
    const trace = path.join(work, 'load.csv');
    fs.writeFileSync(trace, text);
    // Whether a policy is found is no matter of time: the goal is one that is always met.
    const args = [CLI, 'tune', '--trace', trace, '--mean-units', '20', '--start-up', '75', '--max-unmet', '0.99'];
    const seconds = Array.from({ length: ROUNDS }, () => nodeMilliseconds(args) / 1000);
    const middle = median(seconds);
    console.log(`ten policies over 28 days (${name}), ${os.availableParallelism()} cores: ${middle.toFixed(1)} s`);
    return middle > MOST_SECONDS ? [`ten policies took ${middle.toFixed(1)} s, at most ${MOST_SECONDS} s`] : [];
  } finally {
    fs.rmSync(work, { recursive: true });
  }
}

module.exports = { run };
