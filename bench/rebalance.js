'use strict';
// One plan of the rebalancer for the largest fleet that the kit is made for: processor time of the first plan of a process, as a
// function that was started just now makes it, and of later ones.
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { median } = require('./measure');

const core = path.join(__dirname, '..', 'dist/core');
const { POLICY_DEFAULTS } = require(path.join(core, 'policy/fleet-policy.js'));
const { planRebalance } = require(path.join(core, 'rebalance/plan-rebalance.js'));
const { shardIds } = require(path.join(core, 'fleet/shard.js'));

const NODES = 1000;
const SHARDS = 50_000;
const NEW_NODES = 100;
const PLANS = 5;
/** A tick reads and writes besides, within a minute. */
const MOST_MILLISECONDS = 4000;
const POLICY = { ...POLICY_DEFAULTS, minNodes: 1, maxNodes: 2 * NODES, shardCount: SHARDS };

function nodeOf(id, index) {
  const zone = `zone-${index % 3}`;
  const heartbeat = {
    nodeId: id,
    incarnation: `${id}-1`,
    counter: 5,
    fenced: false,
    zone,
    address: `${id}:1`,
    capacityBytes: 1e12,
    usedBytes: 0,
    metrics: {},
    shards: {},
  };
  return {
    id,
    state: 'active',
    zone,
    instance: { instanceId: id, lifecycleState: 'InService', zone, healthy: true },
    heartbeat,
  };
}

/** Nodes with shards dealt out to them, of which each has a load; sizes differ by a factor of seven. */
function fleetOf(loadOf) {
  const nodes = Array.from({ length: NODES }, (_, index) => nodeOf(`node-${index}`, index));
  const shards = shardIds(SHARDS).map((id, index) => {
    const owner = nodes[index % NODES];
    owner.heartbeat.shards[id] = { bytes: 1e9 * (1 + (index % 7)), load: loadOf(index) };
    return { id, owner: owner.id, ownerIncarnation: owner.heartbeat.incarnation, followers: [], epoch: 1 };
  });
  return { nodes, shards };
}

const evenFleet = () => fleetOf(() => 0.01);

const FLEETS = {
  'a new fleet, all shards to place': () => {
    const { nodes } = evenFleet();
    const shards = shardIds(SHARDS).map((id) => ({ id, owner: null, followers: [], epoch: 0 }));
    return { nodes: nodes.map((node) => ({ ...node, heartbeat: { ...node.heartbeat, shards: {} } })), shards };
  },
  'an even fleet': evenFleet,
  'an uneven fleet': () => fleetOf((index) => (index % NODES < NODES / 10 ? 0.013 : 0.01)),
  'a hundred empty nodes more': () => {
    const { nodes, shards } = evenFleet();
    return {
      nodes: [...nodes, ...Array.from({ length: NEW_NODES }, (_, index) => nodeOf(`new-${index}`, index))],
      shards,
    };
  },
  'fifty nodes to empty': () => {
    const { nodes, shards } = evenFleet();
    const state = (index) => (index >= nodes.length - 50 ? { state: 'draining', drainCause: 'scale-in' } : {});
    return { nodes: nodes.map((node, index) => ({ ...node, ...state(index) })), shards };
  },
  'followers to choose for all shards': () => ({ ...evenFleet(), policy: { ...POLICY, replicas: 2 } }),
};

/** Processor time of each plan in milliseconds, and what the last one ordered. */
function measure(name) {
  const fleet = FLEETS[name]();
  const situation = { policy: POLICY, nowMs: 0, version: 1, wasRebalancing: false, parked: false, ...fleet };
  let plan;
  const milliseconds = Array.from({ length: PLANS }, () => {
    const before = process.cpuUsage();
    plan = planRebalance(situation);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return { milliseconds, orders: plan.orders.length, follows: plan.follows.length };
}

function measuredAlone(name) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [__filename, name], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`the plan for ${name} failed: ${stderr}`);
  }
  return JSON.parse(stdout);
}

/** Returns what was missed: a plan within four seconds. */
async function run() {
  console.log(`${NODES} nodes, ${SHARDS} shards\n`);
  console.log('| fleet | first, ms | later, ms | moves | followers |');
  console.log('|---|---|---|---|---|');
  const missed = [];
  for (const name of Object.keys(FLEETS)) {
    const { milliseconds, orders, follows } = measuredAlone(name);
    const [first, ...later] = milliseconds;
    console.log(`| ${name} | ${first.toFixed(0)} | ${median(later).toFixed(0)} | ${orders} | ${follows} |`);
    if (first > MOST_MILLISECONDS) {
      missed.push(`${name}: ${first.toFixed(0)} ms for at most ${MOST_MILLISECONDS}`);
    }
  }
  return missed;
}

module.exports = { run };

if (require.main === module) {
  console.log(JSON.stringify(measure(process.argv[2])));
}
