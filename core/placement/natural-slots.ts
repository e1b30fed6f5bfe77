import { BlockScores } from './block-scores';
import { BLOCK_SLOTS, fractionOf, NodePreferences, scoreAt, slotAt } from './node-preferences';
import type { PlacementNode } from './placement';

/** Which node wants each slot most, however many slots that gives to a node. */
export interface NaturalSlots {
  readonly preferences: NodePreferences;
  /** By slot the number of its node. */
  readonly owners: Uint16Array;
  /** By node the number of its slots. */
  readonly counts: Int32Array;
  /** By block, what no owner's score for its slot is above. */
  readonly highestScores: Float64Array;
}

/**
 * Returns for each slot the node with the lowest score. All nodes claim slots in the order in which they want them, in rounds, so that
 * what is claimed early is seldom claimed again; the few slots that nobody claimed are looked up among all nodes. As many
 * rounds as the logarithm of the nodes make both parts cost about the same. O(slots × log nodes).
 */
export function naturalSlots(nodes: readonly PlacementNode[], slotCount: number): NaturalSlots {
  const preferences = new NodePreferences(nodes);
  const owners = new Uint16Array(slotCount);
  const highestScores = new Float64Array(slotCount / BLOCK_SLOTS);
  if (nodes.length === 0) {
    return { preferences, owners, counts: new Int32Array(0), highestScores };
  }
  const contest = new BlockContest(preferences);
  for (let start = 0; start < slotCount; start += BLOCK_SLOTS) {
    highestScores[start / BLOCK_SLOTS] = contest.run(start, owners.subarray(start, start + BLOCK_SLOTS));
  }
  return { preferences, owners, counts: countsOf(owners, nodes.length), highestScores };
}

function countsOf(owners: Uint16Array, nodes: number): Int32Array {
  const counts = new Int32Array(nodes);
  for (let slot = 0; slot < owners.length; slot += 1) {
    const owner = owners[slot] ?? 0;
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

class BlockContest {
  private readonly scores: BlockScores;
  private readonly rounds: number;
  private readonly roundScore: number;
  private readonly ranks: Int32Array;
  private readonly lowest = new Float64Array(BLOCK_SLOTS);

  constructor(private readonly preferences: NodePreferences) {
    const { nodes } = preferences;
    const weight = nodes.reduce((sum, node) => sum + node.weight, 0);
    this.scores = new BlockScores(preferences);
    this.rounds = Math.max(1, Math.ceil(Math.log(nodes.length)));
    this.roundScore = BLOCK_SLOTS / weight;
    this.ranks = new Int32Array(nodes.length);
  }

  /** Writes the winners of one block, and returns the highest score among them. */
  run(start: number, owners: Uint16Array): number {
    this.scores.enter(start);
    this.ranks.fill(0);
    this.lowest.fill(Number.POSITIVE_INFINITY);
    for (let round = 1; round <= this.rounds; round += 1) {
      for (let node = 0; node < this.ranks.length; node += 1) {
        this.claim(node, round * this.roundScore, owners);
      }
    }
    return this.fillRest(owners);
  }

  private claim(node: number, endScore: number, owners: Uint16Array): void {
    const { preferences, lowest } = this;
    const turn = this.scores.turnOf(node);
    const fraction = fractionOf(turn);
    const stride = preferences.strides[node] ?? 0;
    const step = preferences.steps[node] ?? 0;
    let rank = this.ranks[node] ?? 0;
    let score = scoreAt(rank, fraction, step);
    while (score < endScore && rank < BLOCK_SLOTS) {
      const slot = slotAt(turn, stride, rank);
      if (preferences.wins(node, score, owners[slot] ?? 0, lowest[slot] ?? 0)) {
        lowest[slot] = score;
        owners[slot] = node;
      }
      rank += 1;
      score = scoreAt(rank, fraction, step);
    }
    this.ranks[node] = rank;
  }

  private fillRest(owners: Uint16Array): number {
    let highest = 0;
    for (let slot = 0; slot < BLOCK_SLOTS; slot += 1) {
      let score = this.lowest[slot] ?? 0;
      if (score === Number.POSITIVE_INFINITY) {
        const best = this.scores.bestNode(slot);
        owners[slot] = best;
        score = this.scores.score(best, slot);
      }
      if (score > highest) {
        highest = score;
      }
    }
    return highest;
  }
}
