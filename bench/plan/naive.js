'use strict';
// What most balancers do: from each hot node, the hottest first, its heaviest replicas to the coldest node of a zone that may have them.

/** Returns the moves, for fleets with one resource. Nodes are kept in order of load by insertion: they are few beside the shards. */
function naivePlan(input, maxOverMean) {
  const nodes = new Map(input.nodes.map(({ id, zone }) => [id, { id, zone, load: 0, shards: [] }]));
  for (const shard of input.shards) {
    const owned = { ...shard, owners: [...shard.owners] };
    for (const owner of shard.owners) {
      nodes.get(owner).load += shard.load;
      nodes.get(owner).shards.push(owned);
    }
  }
  const coldest = [...nodes.values()].sort((left, right) => left.load - right.load);
  const limit = (maxOverMean * coldest.reduce((sum, { load }) => sum + load, 0)) / coldest.length;
  const moves = [];
  for (const node of coldest.filter(({ load }) => load > limit).reverse()) {
    for (const shard of node.shards.sort((left, right) => right.load - left.load)) {
      const target = node.load > limit ? coldest.find((other) => takes(other, node, shard, limit, nodes)) : undefined;
      if (target) {
        shard.owners[shard.owners.indexOf(node.id)] = target.id;
        node.load -= shard.load;
        target.load += shard.load;
        moves.push({ shard: shard.id, from: node.id, to: target.id, bytes: shard.sizeBytes });
        settle(coldest, target);
      }
    }
  }
  return moves;
}

/** Only the coldest node of each zone is asked in effect: the first one of the order that is in a zone that may have the shard. */
function takes(other, node, shard, limit, nodes) {
  const zones = shard.owners.filter((owner) => owner !== node.id).map((owner) => nodes.get(owner).zone);
  return other.load + shard.load <= limit && !zones.includes(other.zone);
}

/** Moves a node that got warmer to its place in the order. */
function settle(coldest, node) {
  let place = coldest.indexOf(node);
  while (place + 1 < coldest.length && coldest[place + 1].load < node.load) {
    coldest[place] = coldest[place + 1];
    place += 1;
  }
  coldest[place] = node;
}

module.exports = { naivePlan };
