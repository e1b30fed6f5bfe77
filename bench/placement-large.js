'use strict';
// What bounded hashing does for 10 000 nodes of weights from 1 to 4, on a table for so many, while two more come: balance, what
// moves over the least that must, and whether the table is the one that would be built. Too large for a test.
const path = require('node:path');

const dist = path.join(__dirname, '..', 'dist', 'core', 'placement');
const { factsWith } = require(path.join(dist, 'bound-facts.js'));
const { boundSlots } = require(path.join(dist, 'bound-slots.js'));
const { slotCountFor } = require(path.join(dist, 'bounded-hashing.js'));
const { naturalSlotsWith } = require(path.join(dist, 'change-natural-slots.js'));
const { naturalSlots } = require(path.join(dist, 'natural-slots.js'));

const NODES = 10_000;
const NEWCOMERS = 2;
const WEIGHTS = [1, 2, 4, 1.5];

/** Returns a line that says it, and what misses a limit. */
exports.measureLargeFleet = ({ maxOverMean, moved: mostMoved }) => {
  const all = Array.from({ length: NODES + NEWCOMERS }, (_, index) => ({
    id: `node-${index}`,
    weight: WEIGHTS[index % WEIGHTS.length],
  }));
  const slots = slotCountFor(NODES);
  const { owners, moved } = grown(all, slots, maxOverMean);
  const balance = mostOverShare(owners, all);
  const built = boundSlots(naturalSlots(all, slots), maxOverMean).owners;
  const isAsBuilt = owners.every((owner, slot) => owner === built[slot]);
  const balanceText = `max over share ${balance.toFixed(3)}`;
  const movedText = `moved ${moved.toFixed(2)} × the minimum`;
  return {
    line: `${NODES} nodes of weights 1 to 4, ${NEWCOMERS} more: ${balanceText}, ${movedText}`,
    missed: [
      ...(isAsBuilt ? [] : [`${NODES} nodes: the table is not the one that is built for them`]),
      ...(balance > maxOverMean ? [`${NODES} nodes: ${balanceText}`] : []),
      ...(moved > mostMoved ? [`${NODES} nodes: ${movedText}`] : []),
    ],
  };
};

/** The table when the last nodes have come one after another, and what that moved, over the least that it must. */
function grown(all, slots, maxOverMean) {
  let natural = naturalSlots(all.slice(0, NODES), slots);
  let bound = boundSlots(natural, maxOverMean);
  let [moved, least] = [0, 0];
  for (const [index, node] of all.slice(NODES).entries()) {
    const before = bound.owners;
    natural = naturalSlotsWith(natural, node);
    bound = boundSlots(natural, maxOverMean, factsWith(bound.facts, natural));
    moved += bound.owners.filter((owner, slot) => owner !== before[slot]).length;
    least += (slots * node.weight) / totalWeight(all.slice(0, NODES + index + 1));
  }
  return { owners: bound.owners, moved: moved / least };
}

/** Slots of a node over its share by weight; the most of all nodes. */
function mostOverShare(owners, all) {
  const counts = new Uint32Array(all.length);
  for (const owner of owners) {
    counts[owner] += 1;
  }
  const slotsOfWeight1 = owners.length / totalWeight(all);
  return all.reduce((most, { weight }, index) => Math.max(most, counts[index] / weight / slotsOfWeight1), 0);
}

function totalWeight(nodes) {
  return nodes.reduce((sum, { weight }) => sum + weight, 0);
}
