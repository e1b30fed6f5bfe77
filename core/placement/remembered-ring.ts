import { buildHashRing, type HashRing } from './hash-ring';

/** Rings of so many nodes in all are remembered; each node takes some 10 KB. */
const REMEMBERED_NODES = 3000;

const rings = new Map<string, { readonly ring: HashRing; readonly nodes: number }>();
let remembered = 0;

/**
 * Returns the ring over nodes of equal weight, as `buildHashRing` does: a fleet changes seldom, and a ring is by far the
 * dearest thing that a plan needs. The oldest rings are forgotten. Pure but for its time, O(nodes) when remembered.
 */
export function rememberedRing(ids: readonly string[]): HashRing {
  const key = ids.join('\n');
  const known = rings.get(key);
  if (known) {
    return known.ring;
  }
  const ring = buildHashRing(ids.map((id) => ({ id, weight: 1 })));
  rings.set(key, { ring, nodes: ids.length });
  remembered += ids.length;
  forgetOldest();
  return ring;
}

/** A `Map` keeps the order in which its entries came. The newest stays, however large. */
function forgetOldest(): void {
  for (const [key, { nodes }] of rings) {
    if (remembered <= REMEMBERED_NODES || rings.size === 1) {
      return;
    }
    rings.delete(key);
    remembered -= nodes;
  }
}
