'use strict';
// The forecast beside the policies that people use, on every trace of the folder SCALING_TRACES (CSV of minute,value), or else on
// generated ones. A peer's figure is its cheapest of all targets that left at most the risk unmet: tuned in hindsight.
const fs = require('node:fs');
const path = require('node:path');

const dist = path.join(__dirname, '..', 'dist');
const { demandOfMinutes } = require(path.join(dist, 'scaling-replay/engine/conditions.js'));
const { oracleUnitHours } = require(path.join(dist, 'scaling-replay/engine/oracle.js'));
const { replay } = require(path.join(dist, 'scaling-replay/engine/replay.js'));
const { forecastPolicy } = require(path.join(dist, 'scaling-replay/forecast-policy.js'));
const { parseLoad } = require(path.join(dist, 'scaling-replay/load/parse-load.js'));
const { scaleLoad } = require(path.join(dist, 'scaling-replay/load/scale-load.js'));
const { kubernetesHpa } = require(path.join(dist, 'scaling-replay/peers/kubernetes-hpa.js'));
const { predictiveScaling } = require(path.join(dist, 'scaling-replay/peers/predictive-scaling.js'));
const { stepScaling } = require(path.join(dist, 'scaling-replay/peers/step-scaling.js'));
const { targetTracking } = require(path.join(dist, 'scaling-replay/peers/target-tracking.js'));
const { generateTrace } = require(path.join(dist, 'local/trace/generate-trace.js'));

const MAX_UNMET = 0.001;
const KINDS = [
  { kind: 'CPU', startUpSeconds: 75, meanUnits: 20 },
  { kind: 'GPU', startUpSeconds: 420, meanUnits: 5 },
];
const TARGETS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const PEERS = {
  'target tracking': targetTracking,
  'step scaling': stepScaling,
  HPA: kubernetesHpa,
  'predictive + tracking': predictiveScaling,
};
const LEAST_MINUTES = 300;

function traces() {
  const folder = process.env.SCALING_TRACES;
  if (folder === undefined) {
    return [1, 2, 3].map((seed) => ({
      name: `generated ${seed}`,
      values: generateTrace(seed, { minutes: 7 * 1440, meanUnits: 20 }).demand,
    }));
  }
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .map((file) => ({
      name: path.basename(file, '.csv'),
      ...parseLoad(fs.readFileSync(path.join(folder, file), 'utf8'), file),
    }))
    .filter(({ values }) => values.length >= LEAST_MINUTES);
}

/** The cheapest cost of a peer that leaves at most the risk unmet. */
function bestOf(conditions, oracle, policyAt) {
  const costs = TARGETS.map((target) => replay(conditions, policyAt(target)))
    .filter(({ unmetFraction }) => unmetFraction <= MAX_UNMET)
    .map(({ unitHours }) => unitHours / oracle);
  return costs.length > 0 ? Math.min(...costs) : undefined;
}

function contest({ name, values }, { kind, startUpSeconds, meanUnits }) {
  const demand = demandOfMinutes(scaleLoad(values, { meanUnits }));
  const conditions = { demand, startUpSeconds, metricDelaySeconds: 60, leastUnits: 1 };
  const oracle = oracleUnitHours(conditions);
  const ours = replay(conditions, forecastPolicy(conditions, MAX_UNMET));
  const usual = replay(conditions, targetTracking(0.7));
  const peers = Object.values(PEERS).map((policy) =>
    bestOf(conditions, oracle, (target) => policy(target, startUpSeconds)),
  );
  return { name, kind, ours, cost: ours.unitHours / oracle, actions: ours.actions / usual.actions, peers };
}

function row({ name, kind, ours, cost, actions, peers }) {
  const unmet = (100 * ours.unmetFraction).toFixed(3);
  const others = peers.map((peer) => (peer === undefined ? 'none' : peer.toFixed(2)));
  return `| ${name} | ${kind} | ${unmet} | ${cost.toFixed(3)} | ${actions.toFixed(2)} × | ${others.join(' | ')} |`;
}

/** Returns what was missed: the risk, and being cheaper than the best peer. */
async function run() {
  const names = Object.keys(PEERS);
  console.log(`| trace | kind | unmet % | cost ÷ oracle | actions ÷ tracking's | ${names.join(' | ')} |`);
  console.log(`|---|---|---|---|---|${names.map(() => '---|').join('')}`);
  const missed = [];
  for (const trace of traces()) {
    for (const kind of KINDS) {
      const result = contest(trace, kind);
      console.log(row(result));
      const best = Math.min(...result.peers.map((peer) => peer ?? Number.POSITIVE_INFINITY));
      if (result.ours.unmetFraction > MAX_UNMET) {
        missed.push(`${result.name} ${result.kind}: unmet above the risk`);
      }
      if (result.cost > best) {
        missed.push(`${result.name} ${result.kind}: a peer costs ${best.toFixed(2)}`);
      }
    }
  }
  return missed;
}

module.exports = { run };
