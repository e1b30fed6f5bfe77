'use strict';
// What small changes of a balanced fleet cost. Prints JSON. Arguments: options of the fleet as JSON.
const path = require('node:path');
const { generateFleet, uniformNumbers } = require('./generate-fleet');
const { applyMoves } = require('./check-plan');

const planner = path.join(process.env.PLANNER_DIST ?? path.join(__dirname, '..', '..', 'dist', 'core'), 'planner');
const { planMoves } = require(path.join(planner, 'plan-moves.js'));

const NOISE = 0.05;
const TICKS_A_DAY = 1440;

function totalBytes(shards) {
  let bytes = 0;
  for (const { owners, sizeBytes } of shards) {
    bytes += sizeBytes * owners.length;
  }
  return bytes;
}

/** Plans until nothing moves. */
function balanced(input) {
  let fleet = { ...input, shards: [...input.shards] };
  for (let plan = planMoves(fleet); plan.moves.length > 0; plan = planMoves(fleet)) {
    fleet = { ...fleet, shards: applyMoves(fleet.shards, plan.moves), isRebalancing: plan.isRebalancing };
  }
  return fleet;
}

/** Multiples of the fair part of all bytes that one more node gets. */
function oneMoreNode(fleet) {
  const [{ zone, capacity }] = fleet.nodes;
  const nodes = [...fleet.nodes, { id: 'one-more', zone, state: 'active', capacity }];
  const moved = planMoves({ ...fleet, nodes }).bytesMoved;
  return (moved / totalBytes(fleet.shards)) * nodes.length;
}

/** Each shard's load differs by up to the noise from its own, anew each minute, while plans are made and carried out. */
function dayOfNoise(fleet) {
  const fraction = uniformNumbers(1);
  let shards = fleet.shards;
  let isRebalancing = false;
  let bytes = 0;
  for (let tick = 0; tick < TICKS_A_DAY; tick += 1) {
    const noisy = shards.map((shard) => ({ ...shard, load: shard.load * (1 + NOISE * (2 * fraction() - 1)) }));
    const plan = planMoves({ ...fleet, shards: noisy, isRebalancing });
    bytes += plan.bytesMoved;
    isRebalancing = plan.isRebalancing;
    shards = plan.moves.length > 0 ? applyMoves(shards, plan.moves) : shards;
  }
  return bytes / totalBytes(shards);
}

function main(options) {
  const fleet = balanced(generateFleet(options));
  return {
    ...options,
    movesWhenBalanced: planMoves(fleet).moves.length,
    oneMoreNode: oneMoreNode(fleet),
    dayOfNoise: dayOfNoise(fleet),
  };
}

console.log(JSON.stringify(main(JSON.parse(process.argv[2]))));
