import { BLOCK_SLOTS, blockOf, fractionOf, type NodePreferences, rankAt, scoreAt } from './node-preferences';

/** The scores of all nodes for the slots of one block at a time. */
export class BlockScores {
  private readonly turns: Int32Array;
  private block = -1;

  constructor(private readonly preferences: NodePreferences) {
    this.turns = new Int32Array(preferences.nodes.length);
  }

  /** Goes to the block with the slot; slots block by block cost least. O(nodes) when it is another block, else O(1). */
  enter(slot: number): void {
    const block = blockOf(slot);
    if (block === this.block) {
      return;
    }
    this.block = block;
    for (let node = 0; node < this.turns.length; node += 1) {
      this.turns[node] = this.preferences.turnOf(node, block);
    }
  }

  turnOf(node: number): number {
    return this.turns[node] ?? 0;
  }

  score(node: number, slot: number): number {
    return this.scoreOfRank(node, rankAt(this.turnOf(node), this.preferences.inverses[node] ?? 0, slot));
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

  private scoreOfRank(node: number, rank: number): number {
    return scoreAt(rank, fractionOf(this.turnOf(node)), this.preferences.steps[node] ?? 0);
  }
}
