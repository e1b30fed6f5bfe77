'use strict';
// Fleets to plan for: zipf(0.9) load, log-normal sizes, replicas placed at random without a look at load, distinct zones where there are enough.
const USUAL_BYTES = 1e9;
const ZIPF_EXPONENT = 0.9;

/** Mulberry32: uniform numbers from 0 to below 1. */
function uniformNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function gaussian(uniform) {
  let first = 0;
  while (first === 0) {
    first = uniform();
  }
  return Math.sqrt(-2 * Math.log(first)) * Math.cos(6.283185307 * uniform());
}

function shuffledRanks(count, uniform) {
  const ranks = Uint32Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index -= 1) {
    const other = Math.floor(uniform() * (index + 1));
    [ranks[index], ranks[other]] = [ranks[other], ranks[index]];
  }
  return ranks;
}

function sumOf(values) {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Loads of whole shards, none above the cap: the heaviest replica's load as a part of the mean node load. */
function cappedLoads(ranks, cap, nodes, replicas) {
  const loads = Float64Array.from(ranks, (rank) => (rank + 1) ** -ZIPF_EXPONENT);
  for (let round = 0; round < 20; round += 1) {
    const most = (cap * sumOf(loads) * replicas) / nodes;
    for (let shard = 0; shard < loads.length; shard += 1) {
      loads[shard] = Math.min(loads[shard], most);
    }
  }
  return loads;
}

/**
 * @param options nodes, shards, cap, seed; replicas (2), zoneParts (nodes of each zone as parts of all, equal), capacities (of
 * nodes, in turn; 1), secondLoad (whether there are two resources)
 * @returns input of the planner
 */
function generateFleet(options) {
  const { nodes: nodeCount, shards: shardCount, cap, seed } = options;
  const { replicas = 2, zoneParts = [1 / 3, 1 / 3, 1 / 3], capacities = [1], secondLoad = false } = options;
  const uniform = uniformNumbers(seed);
  const loads = cappedLoads(shuffledRanks(shardCount, uniform), cap, nodeCount, replicas);
  const sizes = Float64Array.from({ length: shardCount }, () => Math.exp(gaussian(uniform)) * USUAL_BYTES);
  const zones = dealZones(nodeCount, zoneParts);
  const byZone = zoneParts.map((_, zone) => zones.flatMap((own, node) => (own === zone ? [node] : [])));
  const ids = zones.map((_, node) => `node-${node}`);
  const capacityBytes = (100 * replicas * sumOf(sizes)) / nodeCount;
  const nodes = ids.map((id, node) => {
    const capacity = capacities[Math.floor(node / zoneParts.length) % capacities.length];
    const load = secondLoad ? { cpu: capacity * 1e9, memory: capacity * 1e9 } : capacity * 1e9;
    return { id, zone: `zone-${zones[node]}`, state: 'active', capacity: { bytes: capacityBytes * capacity, load } };
  });
  const owners = new Int32Array(shardCount * replicas);
  for (let shard = 0; shard < shardCount; shard += 1) {
    owners.set(pickOwners(byZone, replicas, uniform), shard * replicas);
  }
  const perReplica = loads.map((load) => load / replicas);
  const memory = secondLoad ? memoryLoads(sizes, sumOf(perReplica), uniform) : undefined;
  const shardAt = (shard) => ({
    id: `shard-${shard}`,
    sizeBytes: sizes[shard],
    load: memory ? { cpu: perReplica[shard], memory: memory[shard] } : perReplica[shard],
    owners: Array.from(owners.subarray(shard * replicas, (shard + 1) * replicas), (node) => ids[node]),
  });
  return { nodes, shards: shardsOf(shardCount, shardAt), policy: { replicas } };
}

/** Shards that are made one after the other while they are read, as from a file. */
function shardsOf(count, shardAt) {
  return {
    *[Symbol.iterator]() {
      for (let shard = 0; shard < count; shard += 1) {
        yield shardAt(shard);
      }
    },
  };
}

/** Memory goes with the size of a shard and with chance, not with its load on the processor. */
function memoryLoads(sizes, total, uniform) {
  const amounts = sizes.map((bytes) => Math.sqrt(bytes) * (0.2 + uniform()));
  const scale = total / sumOf(amounts);
  return amounts.map((amount) => amount * scale);
}

/** Zone of each node: in turn with equal parts. */
function dealZones(nodeCount, parts) {
  const counts = parts.map(() => 0);
  return Array.from({ length: nodeCount }, (_, node) => {
    let neediest = 0;
    for (let zone = 1; zone < parts.length; zone += 1) {
      const lack = parts[zone] * (node + 1) - counts[zone];
      if (lack > parts[neediest] * (node + 1) - counts[neediest] + 1e-9) {
        neediest = zone;
      }
    }
    counts[neediest] += 1;
    return neediest;
  });
}

/** With two replicas the draws of the reference program. */
function pickOwners(byZone, replicas, uniform) {
  const zones = [Math.floor(uniform() * byZone.length)];
  while (zones.length < replicas) {
    const step = replicas === 2 ? 1 + Math.floor(uniform() * (byZone.length - 1)) : 1;
    zones.push((zones[zones.length - 1] + step) % byZone.length);
  }
  const owners = [];
  for (const zone of zones) {
    const members = byZone[zone];
    let node = members[Math.floor(uniform() * members.length)];
    while (owners.includes(node)) {
      node = members[Math.floor(uniform() * members.length)];
    }
    owners.push(node);
  }
  return owners;
}

module.exports = { generateFleet, uniformNumbers };
