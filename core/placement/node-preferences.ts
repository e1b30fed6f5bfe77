import { mixBits, murmur3 } from './hash';
import type { PlacementNode } from './placement';

/** Slots are ranked in blocks of so many: what is worked on fits a processor's cache. */
export const BLOCK_SLOTS = 1 << 14;
const BLOCK_MASK = BLOCK_SLOTS - 1;

const START_SEED = 11;
const STRIDE_SEED = 13;
/** 2^32 over the golden ratio: spreads the numbers of blocks over all bits. */
const BLOCK_SPREAD = 0x9e3779b1;

/**
 * How much each node wants each slot. In a block a node ranks all slots from 0 on by going through them in strides of its own,
 * from a start of its own, so that the slot of a rank and the rank of a slot both take O(1). Its score for a slot is the
 * rank and a fraction below 1 of its own, divided by its weight; the lowest score wins. So a node that comes only takes
 * slots, in proportion to its weight, and one that goes only gives them. Deterministic, whatever the order of the nodes.
 */
export class NodePreferences {
  /** By node, odd: so that strides reach every slot of a block. */
  readonly strides: Int32Array;
  /** By node, what its score grows by with each rank. */
  readonly steps: Float64Array;
  /** By node, what gives 1 modulo 2^32 when multiplied by its stride. */
  readonly inverses: Int32Array;
  private readonly hashes: Int32Array;
  private readonly smallestStep: number;

  constructor(readonly nodes: readonly PlacementNode[]) {
    this.strides = new Int32Array(nodes.length);
    this.steps = new Float64Array(nodes.length);
    this.hashes = new Int32Array(nodes.length);
    this.inverses = new Int32Array(nodes.length);
    nodes.forEach(({ id, weight }, node) => {
      const stride = murmur3(id, STRIDE_SEED) | 1;
      this.strides[node] = stride;
      this.steps[node] = 1 / weight;
      this.hashes[node] = murmur3(id, START_SEED);
      this.inverses[node] = inverseOf(stride);
    });
    this.smallestStep = this.steps.reduce((least, step) => Math.min(least, step), Number.POSITIVE_INFINITY);
  }

  /** A number of 32 bits of the node and the block: its last bits are the start, all of it the fraction. */
  turnOf(node: number, block: number): number {
    return mixBits((this.hashes[node] ?? 0) ^ Math.imul(block, BLOCK_SPREAD));
  }

  /** The node's score for a slot. */
  scoreOf(node: number, slot: number): number {
    const turn = this.turnOf(node, blockOf(slot));
    return scoreAt(rankAt(turn, this.inverses[node] ?? 0, slot), fractionOf(turn), this.steps[node] ?? 0);
  }

  /** No node's score is below the given one from a higher rank; one more than that, for the sake of rounding. */
  highestRankUpTo(score: number): number {
    return Math.min(BLOCK_SLOTS, Math.ceil(score / this.smallestStep) + 1);
  }

  /** Whether a score of one node wins over a score of another: equal ones are all but impossible, and the id decides. */
  wins(node: number, score: number, other: number, otherScore: number): boolean {
    return score < otherScore || (score === otherScore && this.idOf(node) < this.idOf(other));
  }

  private idOf(node: number): string {
    return this.nodes[node]?.id ?? '';
  }
}

/** The number of a slot's block. */
export function blockOf(slot: number): number {
  return Math.floor(slot / BLOCK_SLOTS);
}

/** The slot of a rank, from 0 on in the block. */
export function slotAt(turn: number, stride: number, rank: number): number {
  return (turn + Math.imul(rank, stride)) & BLOCK_MASK;
}

/** The rank of a slot. */
export function rankAt(turn: number, inverse: number, slot: number): number {
  return Math.imul(slot - turn, inverse) & BLOCK_MASK;
}

/** What a node adds to all its ranks of a block, below 1: so that nodes seldom have equal scores. */
export function fractionOf(turn: number): number {
  return (turn >>> 0) / 2 ** 32;
}

/** The score of a rank. No two slots have the same score from one node. */
export function scoreAt(rank: number, fraction: number, step: number): number {
  return (rank + fraction) * step;
}

/** The number that gives 1 modulo 2^32 when multiplied by an odd one; each step of Newton's doubles the bits that are right. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let bits = 3; bits < 32; bits *= 2) {
    inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  }
  return inverse;
}
