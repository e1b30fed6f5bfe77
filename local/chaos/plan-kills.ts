import { seededRandom } from '../trace/seeded-random';

/**
 * - `crash`: agent and service die and start anew on the same disk
 * - `loss`: the machine dies with its disk, and the group replaces it
 * - `freeze`: the agent stands still for longer than its lease, then goes on as if nothing had happened
 * - `spot`: the machine gets a Spot notice, and is gone two lease times later
 * - `drain`: no kill at all: an operator drains the node until it is empty, and takes it back
 */
export type KillKind = 'crash' | 'loss' | 'freeze' | 'spot' | 'drain';

export const KILL_KINDS: readonly KillKind[] = ['crash', 'loss', 'freeze', 'spot', 'drain'];

/** One kill. */
export interface Kill {
  /** Since the start of the run. */
  readonly atMs: number;
  readonly kind: KillKind;
  /** Chooses among the nodes that run then: a fraction of their number. */
  readonly victim: number;
}

/** Kinds by how often they are drawn. */
export const DEADLY_KINDS: readonly KillKind[] = ['crash', 'crash', 'crash', 'loss', 'loss', 'freeze', 'spot'];

/** Returns kills that are spread evenly over the time, each at random within its share of it. Deterministic by the seed. */
export function planKills(
  seed: number,
  count: number,
  durationMs: number,
  kinds: readonly KillKind[] = DEADLY_KINDS,
): readonly Kill[] {
  const random = seededRandom(seed);
  const shareMs = durationMs / count;
  return Array.from({ length: count }, (_, index) => ({
    atMs: Math.round((index + random.uniform()) * shareMs),
    kind: kinds[Math.floor(random.uniform() * kinds.length)] ?? 'crash',
    victim: random.uniform(),
  }));
}
