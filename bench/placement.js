'use strict';
// Bounded hashing beside the npm peers at four sizes with three seeds each: lookups of a million 16-byte keys, build, balance, and one node
// more or less. Times are processor time of this process, the median of some rounds in which the contestants take turns. Ours is
// judged over all slots, peers over the keys. Then 10 000 nodes, of ours alone. The last line is JSON.
const path = require('node:path');
const ConsistentHash = require('consistent-hash');
const HashRing = require('hashring');
const { inTurns, median } = require('./measure');
const { measureLargeFleet } = require('./placement-large');

const dist = path.join(__dirname, '..', 'dist', 'core', 'placement');
const { boundSlots } = require(path.join(dist, 'bound-slots.js'));
const { placeByBoundedHashing, slotCountFor } = require(path.join(dist, 'bounded-hashing.js'));
const { naturalSlots } = require(path.join(dist, 'natural-slots.js'));
const { mixBits } = require(path.join(dist, 'hash.js'));

const SIZES = [10, 100, 1000, 2000];
const SEEDS = [1, 2, 3];
const KEYS = 1_000_000;
const ROUNDS = 5;
/** One node more or less is short: some of the first rounds are spent on compiling. */
const CHANGE_ROUNDS = 25;
const MOST_NODES = 1024;
const LIMITS = {
  nodes: 1000,
  lookupsM: 20,
  overBestPeer: 2.8,
  maxOverMean: 1.05,
  moved: 1.1,
  buildMs: 40,
  changeMs: 5,
};
const OURS = 'bounded hashing';

/** The placement a contestant builds, how it finds in a loop of its own, and how it takes one node more; the peers change what they have. */
const CONTESTANTS = {
  [OURS]: {
    build: (ids) => placeByBoundedHashing(nodesOf(ids), { mostNodes: Math.max(MOST_NODES, ids.length) }),
    findAll: (placement, keys, found) => {
      for (let index = 0; index < keys.length; index += 1) {
        found[index] = placement.lookup(keys[index]);
      }
      return found;
    },
    add: (placement, id) => placement.withNode({ id, weight: 1 }),
  },
  /** It takes seconds for a million. */
  hashring: {
    mostKeys: 100_000,
    build: (ids) => new HashRing(ids),
    findAll: (ring, keys, found) => {
      for (let index = 0; index < keys.length; index += 1) {
        found[index] = ring.get(keys[index]);
      }
      return found;
    },
    add: (ring, id) => ring.add(id),
  },
  /** It has 100 003 places for the points of its nodes, and throws when it finds no free one. */
  'consistent-hash': {
    mostNodes: 1000,
    build: (ids) => sorted(ids.reduce((ring, id) => ring.add(id), new ConsistentHash())),
    findAll: (ring, keys, found) => {
      for (let index = 0; index < keys.length; index += 1) {
        found[index] = ring.get(keys[index]);
      }
      return found;
    },
    add: (ring, id) => sorted(ring.add(id)),
  },
};

function nodesOf(ids) {
  return ids.map((id) => ({ id, weight: 1 }));
}

/** It sorts its points at the next lookup. */
function sorted(ring) {
  ring.get('any');
  return ring;
}

function hexKeys(seed) {
  const hex = (value) => (mixBits(value) >>> 0).toString(16).padStart(8, '0');
  return Array.from({ length: KEYS }, (_, index) =>
    flat(hex(2 * index + seed * 7919) + hex(2 * index + 1 + seed * 7919)),
  );
}

/** A text that was put together is a tree until somebody reads it. */
function flat(text) {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function milliseconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function maxOverMean(owners, count) {
  const loads = new Map();
  for (const owner of owners) {
    loads.set(owner, (loads.get(owner) ?? 0) + 1);
  }
  return (Math.max(...loads.values()) * count) / owners.length;
}

/** How many changed, over the least that must. */
function movedOverLeast(before, after, count) {
  const moved = before.filter((owner, index) => owner !== after[index]).length;
  return (moved * (count + 1)) / before.length;
}

/** Slots of one size and seed, by node number, as the placement has them. */
function slotOwners(ids) {
  const natural = naturalSlots(nodesOf(ids), slotCountFor(Math.max(MOST_NODES, ids.length)));
  return boundSlots(natural, LIMITS.maxOverMean).owners;
}

/** Median processor time of each measure in turns with the others. */
function mediansOf(measures, rounds = ROUNDS) {
  const taken = inTurns(rounds, measures);
  return Object.fromEntries(Object.entries(taken).map(([name, times]) => [name, median(times)]));
}

function contestants(count) {
  return Object.keys(CONTESTANTS).filter((name) => count <= (CONTESTANTS[name].mostNodes ?? count));
}

function forEachContestant(count, make) {
  return Object.fromEntries(contestants(count).map((name) => [name, make(CONTESTANTS[name], name)]));
}

/** Balance and moves over slots of ours, over the keys of a peer, which is changed by it. */
function quality(name, placement, { ids, newcomer, keysOf }) {
  const way = CONTESTANTS[name];
  const keys = keysOf[name];
  const before = name === OURS ? slotOwners(ids) : way.findAll(placement, keys, []);
  const after = name === OURS ? slotOwners([...ids, newcomer]) : way.findAll(way.add(placement, newcomer), keys, []);
  return { maxOverMean: maxOverMean(before, ids.length), moved: movedOverLeast(before, after, ids.length) };
}

function contest(count, seed) {
  const ids = Array.from({ length: count }, (_, index) => `${seed}.10.0.${index >> 8}.${index & 255}:6379`);
  const allKeys = hexKeys(seed);
  const keysOf = forEachContestant(count, ({ mostKeys }) => allKeys.slice(0, mostKeys));
  const fleet = { ids, newcomer: `${seed}.newcomer:6379`, keysOf };
  const found = new Array(KEYS);
  const built = forEachContestant(count, (way) => way.build(ids));
  const buildMs = mediansOf(forEachContestant(count, (way) => () => milliseconds(() => way.build(ids))));
  const findMs = mediansOf(
    forEachContestant(count, (way, name) => () => milliseconds(() => way.findAll(built[name], keysOf[name], found))),
  );
  const changes = {
    addMs: () => milliseconds(() => built[OURS].withNode({ id: fleet.newcomer, weight: 1 })),
    removeMs: () => milliseconds(() => built[OURS].withoutNode(ids[count >> 1])),
  };
  const { addMs, removeMs } = mediansOf(changes, CHANGE_ROUNDS);
  return contestants(count).map((name) => ({
    name,
    nodes: count,
    seed,
    lookupsM: keysOf[name].length / findMs[name] / 1000,
    buildMs: buildMs[name],
    ...(name === OURS ? { addMs, removeMs } : {}),
    ...quality(name, built[name], fleet),
  }));
}

/** One line for each size and contestant: the median of the seeds. */
function summary(results) {
  const middle = (rows, member) => median(rows.map((row) => row[member]));
  return SIZES.flatMap((nodes) =>
    contestants(nodes).map((name) => {
      const rows = results.filter((row) => row.nodes === nodes && row.name === name);
      const members = ['lookupsM', 'buildMs', 'addMs', 'removeMs', 'maxOverMean', 'moved'];
      return { name, nodes, ...Object.fromEntries(members.map((member) => [member, middle(rows, member)])) };
    }),
  );
}

function row({ name, nodes, lookupsM, buildMs, addMs, removeMs, maxOverMean, moved }, best) {
  const change = addMs === undefined ? '' : `${addMs.toFixed(1)}, ${removeMs.toFixed(1)}`;
  const speed = `${lookupsM.toFixed(2)} | ${(lookupsM / best).toFixed(1)} ×`;
  return `| ${nodes} | ${name} | ${speed} | ${buildMs.toFixed(1)} | ${change} | ${maxOverMean.toFixed(3)} | ${moved.toFixed(2)} |`;
}

function bestPeer(rows, nodes) {
  const peers = rows.filter((other) => other.nodes === nodes && other.name !== OURS);
  return Math.max(...peers.map(({ lookupsM }) => lookupsM));
}

function missedBy({ lookupsM, buildMs, addMs, removeMs, maxOverMean, moved }, best) {
  const isSlow = lookupsM < LIMITS.lookupsM && lookupsM < LIMITS.overBestPeer * best;
  return [
    ...(isSlow ? [`${lookupsM.toFixed(1)} M lookups/s, ${(lookupsM / best).toFixed(1)} × the best peer`] : []),
    ...(buildMs > LIMITS.buildMs ? [`build ${buildMs.toFixed(1)} ms of ${LIMITS.buildMs}`] : []),
    ...(addMs > LIMITS.changeMs ? [`one node more ${addMs.toFixed(1)} ms of ${LIMITS.changeMs}`] : []),
    ...(removeMs > LIMITS.changeMs ? [`one node less ${removeMs.toFixed(1)} ms of ${LIMITS.changeMs}`] : []),
    ...(maxOverMean > LIMITS.maxOverMean ? [`max/mean ${maxOverMean.toFixed(3)}`] : []),
    ...(moved > LIMITS.moved ? [`moved ${moved.toFixed(2)} × the minimum`] : []),
  ];
}

exports.run = async () => {
  const results = SIZES.flatMap((nodes) => SEEDS.flatMap((seed) => contest(nodes, seed)));
  const rows = summary(results);
  console.log(
    '| nodes | | M lookups/s | over best peer | build ms | one more, one less ms | max/mean | moved/minimum |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const each of rows) {
    console.log(row(each, bestPeer(rows, each.nodes)));
  }
  const large = measureLargeFleet(LIMITS);
  console.log(large.line);
  console.log(JSON.stringify(results));
  const judged = rows.find(({ name, nodes }) => name === OURS && nodes === LIMITS.nodes);
  return [...missedBy(judged, bestPeer(rows, LIMITS.nodes)), ...large.missed];
};
