import { checkNodes, indexOfNode } from './check-nodes';
import { chooseOwners, zoneNumbers } from './choose-owners';
import { murmur3 } from './hash';
import { NodePreferences } from './node-preferences';
import type { Placement, PlacementNode } from './placement';

/** Copies of a key at most. */
export const MOST_REPLICAS = 5;

/** The slot of a key among so many, a power of two: the first bits of the key's murmur3. O(length). */
export function slotOf(key: string, slotCount: number): number {
  return murmur3(key) >>> shiftOf(slotCount);
}

/** How a strategy goes on with other nodes, which are valid. */
export interface NodeChanges {
  add(node: PlacementNode): Placement;
  /** @param index of the node that goes */
  remove(index: number): Placement;
}

/** A placement by a table: the key's hash names a slot, and the table names the slot's node. Every strategy makes one of these. */
export class SlotPlacement implements Placement {
  private readonly ids: readonly string[];
  private readonly shift: number;
  private known: { readonly preferences: NodePreferences; readonly zones: Int32Array } | undefined;

  /**
   * @param nodes valid ones
   * @param slotOwners by slot the number of its node; as many as a power of two from 2 to 2^32
   */
  constructor(
    readonly nodes: readonly PlacementNode[],
    private readonly slotOwners: Uint16Array,
    private readonly changes: NodeChanges,
  ) {
    this.ids = nodes.map(({ id }) => id);
    this.shift = shiftOf(slotOwners.length);
  }

  lookup(key: string): string | undefined {
    return this.ids[this.slotOwners[murmur3(key) >>> this.shift] ?? 0];
  }

  owners(key: string, replicas: number): readonly string[] {
    if (!Number.isInteger(replicas) || replicas < 1 || replicas > MOST_REPLICAS) {
      throw new RangeError(`replicas is ${replicas}; accepted: a whole number from 1 to ${MOST_REPLICAS}.`);
    }
    const slot = murmur3(key) >>> this.shift;
    this.known ??= { preferences: new NodePreferences(this.nodes), zones: zoneNumbers(this.nodes) };
    const { preferences, zones } = this.known;
    const chosen = chooseOwners(preferences, zones, slot, this.slotOwners[slot] ?? 0, replicas);
    return chosen.map((node) => this.ids[node] ?? '');
  }

  shares(): ReadonlyMap<string, number> {
    const counts = new Uint32Array(this.nodes.length);
    this.slotOwners.forEach((owner) => {
      counts[owner] = (counts[owner] ?? 0) + 1;
    });
    return new Map(this.ids.map((id, index) => [id, (counts[index] ?? 0) / this.slotOwners.length]));
  }

  withNode(node: PlacementNode): Placement {
    checkNodes([...this.nodes, node]);
    return this.changes.add(node);
  }

  withoutNode(id: string): Placement {
    return this.changes.remove(indexOfNode(this.ids, id));
  }
}

function shiftOf(slotCount: number): number {
  return Math.clz32(slotCount) + 1;
}
