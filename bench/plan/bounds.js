'use strict';
// Bytes that every plan must move: LB sheds each hot node's excess in its cheapest bytes, the last replica in part; IB covers it exactly by whole ones.
const MOST_BRANCHES = 200_000;

/** One shed candidate: load and bytes of a replica. Nodes are rid of `excess` in this one resource. */
function boundsOf(hotNodes) {
  let fractional = 0;
  let integral = 0;
  let cutShort = 0;
  for (const { excess, replicas } of hotNodes) {
    replicas.sort((left, right) => right.load / right.bytes - left.load / left.bytes);
    const atLeast = fractionalCover(replicas, 0, excess);
    const exact = integralCover(replicas, excess);
    fractional += atLeast;
    integral += exact.isExact ? exact.bytes : atLeast;
    cutShort += exact.isExact ? 0 : 1;
  }
  return { fractional, integral, cutShort, hot: hotNodes.length };
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
