import { BLOCK_SLOTS, blockOf, fractionOf, type NodePreferences, rankAt, scoreAt } from './node-preferences';

/** The scores of all nodes for the slots of one block at a time. */
export class BlockScores {
  private readonly turns: Int32Array;
  private block = -1;

  constructor(private readonly preferences: NodePreferences) {
    this.turns = new Int32Array(preferences.nodes.length);
  }

  /** Goes to the block with the slot; slots block by block cost least. O(nodes) when it is another block, else O(1). */
  enter(slot: number): this {
    const block = blockOf(slot);
    if (block !== this.block) {
      this.block = block;
      for (let node = 0; node < this.turns.length; node += 1) {
        this.turns[node] = this.preferences.turnOf(node, block);
      }
    }
    return this;
  }

  turnOf(node: number): number {
    return this.turns[node] ?? 0;
  }

  score(node: number, slot: number): number {
    return this.scoreOfRank(node, rankAt(this.turnOf(node), this.preferences.inverses[node] ?? 0, slot));
  }

  /** The nodes with the lowest scores for a slot of the block, the lowest first: as many as asked for, or all. O(nodes). */
  bestNodes(slot: number, count: number): readonly number[] {
    const { turns, preferences } = this;
    const { inverses } = preferences;
    const best = new Array<number>(Math.min(count, turns.length)).fill(-1);
    const scores = new Array<number>(best.length).fill(Number.POSITIVE_INFINITY);
    const last = best.length - 1;
    let highestRank = BLOCK_SLOTS;
    for (let node = 0; node < turns.length; node += 1) {
      const rank = rankAt(turns[node] ?? 0, inverses[node] ?? 0, slot);
      if (rank > highestRank) {
        continue;
      }
      const score = this.scoreOfRank(node, rank);
      if (preferences.wins(node, score, best[last] ?? 0, scores[last] ?? 0)) {
        this.insert(node, score, best, scores);
        highestRank = preferences.highestRankUpTo(scores[last] ?? 0);
      }
    }
    return best;
  }

  /** The node with the lowest score for a slot of the block among those with room, −1 when there is none. O(nodes). */
  bestNode(slot: number, rooms?: Int32Array): number {
    let best = -1;
    let bestScore = Number.POSITIVE_INFINITY;
    let highestRank = BLOCK_SLOTS;
    const { turns, preferences } = this;
    const { inverses } = preferences;
    for (let node = 0; node < turns.length; node += 1) {
      const rank = rankAt(turns[node] ?? 0, inverses[node] ?? 0, slot);
      // Nearly every node loses by its rank, which costs least to compare.
      if (rank > highestRank || (rooms !== undefined && (rooms[node] ?? 0) <= 0)) {
        continue;
      }
      const score = this.scoreOfRank(node, rank);
      if (preferences.wins(node, score, best, bestScore)) {
        best = node;
        bestScore = score;
        highestRank = preferences.highestRankUpTo(score);
      }
    }
    return best;
  }

  /** Puts a node in its place before those that it wins over; the last is left out. */
  private insert(node: number, score: number, best: number[], scores: number[]): void {
    let place = best.length - 1;
    while (place > 0 && this.preferences.wins(node, score, best[place - 1] ?? 0, scores[place - 1] ?? 0)) {
      best[place] = best[place - 1] ?? 0;
      scores[place] = scores[place - 1] ?? 0;
      place -= 1;
    }
    best[place] = node;
    scores[place] = score;
  }

  private scoreOfRank(node: number, rank: number): number {
    return scoreAt(rank, fractionOf(this.turnOf(node)), this.preferences.steps[node] ?? 0);
  }
}
