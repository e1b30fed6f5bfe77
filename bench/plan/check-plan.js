'use strict';
// Judges a plan from the input and the moves alone, by plain objects: shares no code with the planner.

const RESOURCES = ['cpu', 'memory', 'network', 'qps'];

function amountsOf(load) {
  return typeof load === 'number'
    ? [load]
    : RESOURCES.filter((name) => load[name] !== undefined).map((name) => load[name]);
}

/** What each node carries, of its fair share by capacity: 1 is the mean. Draining and dead nodes have no share. */
function nodeTable({ nodes, shards }, ownersOf) {
  const table = new Map(
    nodes.map((node) => [node.id, { node, loads: amountsOf(node.capacity.load).map(() => 0), bytes: 0 }]),
  );
  for (const shard of shards) {
    const amounts = amountsOf(shard.load);
    for (const owner of ownersOf(shard)) {
      const row = table.get(owner);
      row.bytes += shard.sizeBytes;
      amounts.forEach((amount, resource) => {
        row.loads[resource] += amount;
      });
    }
  }
  return [...table.values()];
}

function shares(rows) {
  const active = rows.filter(({ node }) => node.state === 'active');
  const resources = rows[0].loads.map((_, resource) => resource);
  const perCapacity = resources.map((resource) => {
    const total = rows.reduce((sum, { loads }) => sum + loads[resource], 0);
    return total / active.reduce((sum, { node }) => sum + amountsOf(node.capacity.load)[resource], 0);
  });
  return active.map((row) => ({
    id: row.node.id,
    shares: resources.map((resource) => amountsOf(row.node.capacity.load)[resource] * perCapacity[resource]),
    loads: row.loads,
  }));
}

/** Nodes above the limit: by how much, of each resource of which they have too much, and the replicas that could be shed. Needs one replica a node and shard. */
function hotNodes(input, maxOverMean) {
  const rows = shares(nodeTable(input, ({ owners }) => owners));
  const hot = new Map();
  for (const { id, shares: own, loads } of rows) {
    const excesses = loads.map((load, resource) => load - own[resource] * maxOverMean);
    const resources = excesses.flatMap((excess, resource) => (excess > 0 ? [resource] : []));
    if (resources.length > 0) {
      hot.set(id, { resources, excesses: resources.map((resource) => excesses[resource]), replicas: [] });
    }
  }
  for (const shard of input.shards) {
    const amounts = amountsOf(shard.load);
    for (const owner of shard.owners) {
      const node = hot.get(owner);
      node?.replicas.push({ loads: node.resources.map((resource) => amounts[resource]), bytes: shard.sizeBytes });
    }
  }
  return [...hot.values()];
}

/** Bytes on nodes that must be emptied. */
function leavingBytes({ nodes, shards }) {
  const leaving = new Set(nodes.flatMap(({ id, state }) => (state === 'active' ? [] : [id])));
  let bytes = 0;
  for (const { owners, sizeBytes } of leaving.size > 0 ? shards : []) {
    bytes += sizeBytes * owners.filter((owner) => leaving.has(owner)).length;
  }
  return bytes;
}

/** Applies the moves. @throws Error when one does not fit the owners */
function applyMoves(shards, moves) {
  const byId = new Map();
  for (const move of moves) {
    byId.set(move.shard, [...(byId.get(move.shard) ?? []), move]);
  }
  return Array.from(shards, (shard) => {
    const own = byId.get(shard.id);
    if (!own) {
      return shard;
    }
    const owners = [...shard.owners];
    for (const { from, to } of own) {
      const place = from === null ? owners.length : owners.indexOf(from);
      if (place < 0 || owners.includes(to)) {
        throw new Error(`${shard.id} cannot go from ${from} to ${to}: its owners are ${owners}`);
      }
      owners[place] = to;
    }
    return { ...shard, owners };
  });
}

/** What the plan comes to, with everything that is wrong with it. */
function checkPlan(input, moves) {
  const shards = applyMoves(input.shards, moves);
  const rows = shares(nodeTable({ nodes: input.nodes, shards }, ({ owners }) => owners));
  const multiples = rows.map(({ loads, shares: own }) =>
    Math.max(...loads.map((load, resource) => load / own[resource])),
  );
  const zoneOf = new Map(input.nodes.map(({ id, zone }) => [id, zone]));
  const zoneCount = new Set(zoneOf.values()).size;
  const moved = new Set(moves.map(({ shard }) => shard));
  const crowded = shards.filter(({ id, owners }) => {
    return moved.has(id) && new Set(owners.map((owner) => zoneOf.get(owner))).size < Math.min(zoneCount, owners.length);
  });
  const max = multiples.reduce((most, multiple) => Math.max(most, multiple), 0);
  const bytes = moves.reduce((sum, move) => sum + move.bytes, 0);
  const over = multiples.filter((multiple) => multiple > 1.05 * (1 + 1e-8)).length;
  return { shards, max, bytes, over, crowded: crowded.length, moves: moves.length };
}

module.exports = { applyMoves, checkPlan, hotNodes, leavingBytes };
