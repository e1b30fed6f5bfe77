'use strict';
// Bytes that every plan must move: LB sheds each hot node's excess in its cheapest bytes, the last replica in part; IB covers it exactly by whole ones.
const MOST_BRANCHES = 200_000;

/** With several resources: mixes of them, each of which alone must be covered too. */
const MIX_STEPS = 4;

/** Of nodes that must be rid of their excesses, one for each resource of which they have too much, by replicas with loads and bytes. */
function boundsOf(hotNodes) {
  let fractional = 0;
  let integral = 0;
  let cutShort = 0;
  for (const hot of hotNodes) {
    const { replicas, atLeast } = hardestMix(hot);
    const exact = integralCover(replicas, 1);
    fractional += atLeast;
    integral += exact.isExact ? exact.bytes : atLeast;
    cutShort += exact.isExact ? 0 : 1;
  }
  return { fractional, integral, cutShort, hot: hotNodes.length };
}

/** What covers each excess covers every weighted mean of them: the mix that costs most is the bound. Loads come back as parts of the excess. */
function hardestMix({ excesses, replicas }) {
  let hardest = { atLeast: Number.NEGATIVE_INFINITY };
  for (const mix of mixesOf(excesses.length)) {
    const mixed = replicas.map(({ loads, bytes }) => ({
      load: mix.reduce((sum, part, resource) => sum + (part * loads[resource]) / excesses[resource], 0),
      bytes,
    }));
    mixed.sort((left, right) => right.load * left.bytes - left.load * right.bytes);
    const atLeast = fractionalCover(mixed, 0, 1);
    if (atLeast > hardest.atLeast) {
      hardest = { replicas: mixed, atLeast };
    }
  }
  return hardest;
}

function mixesOf(count) {
  if (count === 1) {
    return [[1]];
  }
  const parts = Array.from({ length: MIX_STEPS + 1 }, (_, step) => step / MIX_STEPS);
  return parts.map((part) => [part, 1 - part]);
}
function fractionalCover(replicas, start, needed) {
  let bytes = 0;
  let rest = needed;
  for (let index = start; index < replicas.length; index += 1) {
    const replica = replicas[index];
    if (replica.load >= rest) {
      return bytes + (replica.bytes * rest) / replica.load;
    }
    rest -= replica.load;
    bytes += replica.bytes;
  }
  return Number.POSITIVE_INFINITY;
}

/** Branch and bound over replicas in order of load per byte. */
function integralCover(replicas, excess) {
  let best = greedyCover(replicas, excess);
  let branches = 0;
  const visit = (index, needed, bytes) => {
    if (needed <= 0) {
      best = Math.min(best, bytes);
      return;
    }
    branches += 1;
    if (index === replicas.length || branches > MOST_BRANCHES) {
      return;
    }
    if (bytes + fractionalCover(replicas, index, needed) >= best * (1 - 1e-9)) {
      return;
    }
    const { load, bytes: own } = replicas[index];
    visit(index + 1, needed - load, bytes + own);
    visit(index + 1, needed, bytes);
  };
  visit(0, excess, 0);
  return { bytes: best, isExact: branches <= MOST_BRANCHES };
}

/** The best of: some replicas in order, and one that does the rest. */
function greedyCover(replicas, excess) {
  let best = Number.POSITIVE_INFINITY;
  let bytes = 0;
  let needed = excess;
  for (let index = 0; index < replicas.length && needed > 0; index += 1) {
    for (const last of replicas.slice(index)) {
      if (last.load >= needed) {
        best = Math.min(best, bytes + last.bytes);
      }
    }
    bytes += replicas[index].bytes;
    needed -= replicas[index].load;
  }
  return needed <= 0 ? Math.min(best, bytes) : best;
}

module.exports = { boundsOf };
