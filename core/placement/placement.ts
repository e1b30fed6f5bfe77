/** A place that keys go to. */
export interface PlacementNode {
  readonly id: string;
  /** Share of the keys relative to the others, above 0, in any unit: what a node of twice the size has twice of. */
  readonly weight: number;
  /** Where it fails together with others. @default - a zone of its own */
  readonly zone?: string;
}

/** Says which node each key belongs to. Immutable; the same nodes give the same answers, in whichever order they came. */
export interface Placement {
  readonly nodes: readonly PlacementNode[];

  /** The node of a key, `undefined` when there are no nodes. O(length). */
  lookup(key: string): string | undefined;

  /**
   * Nodes for so many copies of a key: `lookup`'s first, all different, in different zones as long as there are zones
   * without one; fewer when there are fewer nodes. O(nodes × replicas).
   * @param replicas how many, from 1 to 5
   * @throws RangeError when that is not so
   */
  owners(key: string, replicas: number): readonly string[];

  /** By node id, the fraction of all hashes that are its own; they add up to 1. O(slots). */
  shares(): ReadonlyMap<string, number>;

  /**
   * The placement with one node more.
   * @throws InvalidNodesError when it cannot be added
   */
  withNode(node: PlacementNode): Placement;

  /**
   * The placement with one node less.
   * @throws InvalidNodesError when it is not there
   */
  withoutNode(id: string): Placement;
}
