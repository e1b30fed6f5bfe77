import { murmur3 } from './hash';

/** Points a node of weight 1 has on the ring; more points spread keys more evenly. */
export const POINTS_PER_NODE = 160;

/** A place that keys hash to. */
export interface RingNode {
  readonly id: string;
  /** Share of the keys relative to the others, above 0. */
  readonly weight: number;
}

/** A consistent-hashing ring. */
export interface HashRing {
  /** All nodes, each once, in the order in which a key would try them. O(points) at worst, usually O(log points). */
  walk(key: string): Generator<string>;
}

/** Returns a ring over the nodes; their order does not matter. Deterministic, O(points log points). */
export function buildHashRing(nodes: readonly RingNode[]): HashRing {
  const points = nodes.flatMap(nodePoints).sort(byHashThenId);
  return {
    *walk(key) {
      const seen = new Set<string>();
      const start = firstAtOrAfter(points, murmur3(key));
      for (let step = 0; step < points.length && seen.size < nodes.length; step += 1) {
        const point = points[(start + step) % points.length];
        if (point && !seen.has(point.id)) {
          seen.add(point.id);
          yield point.id;
        }
      }
    },
  };
}

interface Point {
  readonly hash: number;
  readonly id: string;
}

function nodePoints(node: RingNode): Point[] {
  const count = Math.max(1, Math.round(POINTS_PER_NODE * node.weight));
  return Array.from({ length: count }, (_, index) => ({ hash: murmur3(`${node.id}#${index}`), id: node.id }));
}

/** Two nodes may share a hash; the id then decides, so that the order of input does not. */
function byHashThenId(left: Point, right: Point): number {
  return left.hash - right.hash || (left.id < right.id ? -1 : 1);
}

function firstAtOrAfter(points: readonly Point[], hash: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.hash ?? 0) < hash) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
