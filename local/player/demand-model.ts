import type { ShardStat } from '../../core/fleet/node';
import { seededRandom } from '../trace/seeded-random';

/** Spread of the shards' loads and sizes: standard deviation of their logarithms. */
const LOAD_SPREAD = 0.5;
const SIZE_SPREAD = 0.4;
/** Time over which a shard's load is smoothed before it is reported. */
const SMOOTHING_MS = 5 * 60_000;

/** How the modelled service is sized. */
export interface DemandModelSettings {
  readonly seed: number;
  readonly shardIds: readonly string[];
  /** Bytes of all shards together. */
  readonly totalBytes: number;
}

/** One shard's fixed part of the whole. */
interface ShardShare {
  readonly loadFraction: number;
  readonly bytes: number;
}

/**
 * A service's load as it falls on shards: total demand, spread by fixed, seeded, skewed shares. All loads are in units
 * of what one node serves at 100 %.
 */
export class DemandModel {
  private readonly shares: ReadonlyMap<string, ShardShare>;
  private demand = 0;
  private smoothed: number | undefined;
  private smoothedAtMs = 0;

  constructor(settings: DemandModelSettings) {
    this.shares = drawShares(settings);
  }

  /** Takes note of the total demand from now on. */
  setDemand(demand: number, nowMs: number): void {
    const weight = this.smoothed === undefined ? 1 : 1 - Math.exp(-(nowMs - this.smoothedAtMs) / SMOOTHING_MS);
    this.smoothed = (this.smoothed ?? 0) * (1 - weight) + demand * weight;
    this.smoothedAtMs = nowMs;
    this.demand = demand;
  }

  /** Total demand now. */
  total(): number {
    return this.demand;
  }

  /** Load of these shards together, now. */
  loadOf(shardIds: readonly string[]): number {
    return this.demand * this.sum(shardIds, (share) => share.loadFraction);
  }

  bytesOf(shardIds: readonly string[]): number {
    return this.sum(shardIds, (share) => share.bytes);
  }

  /** Bytes of the largest shard. */
  largestBytes(): number {
    return Math.max(...[...this.shares.values()].map((share) => share.bytes));
  }

  /** What their owner reports of these shards: size, and load smoothed over five minutes. */
  statsOf(shardIds: readonly string[]): Readonly<Record<string, ShardStat>> {
    const smoothed = this.smoothed ?? 0;
    const stats: Record<string, ShardStat> = {};
    for (const shardId of shardIds) {
      const share = this.shares.get(shardId);
      if (share) {
        stats[shardId] = { bytes: share.bytes, load: round(smoothed * share.loadFraction) };
      }
    }
    return stats;
  }

  private sum(shardIds: readonly string[], part: (share: ShardShare) => number): number {
    return shardIds.reduce((total, shardId) => {
      const share = this.shares.get(shardId);
      return share ? total + part(share) : total;
    }, 0);
  }
}

function drawShares({ seed, shardIds, totalBytes }: DemandModelSettings): ReadonlyMap<string, ShardShare> {
  const random = seededRandom(seed);
  const drawn = shardIds.map((id) => ({
    id,
    load: Math.exp(LOAD_SPREAD * random.normal()),
    size: Math.exp(SIZE_SPREAD * random.normal()),
  }));
  const totalLoad = drawn.reduce((sum, shard) => sum + shard.load, 0);
  const totalSize = drawn.reduce((sum, shard) => sum + shard.size, 0);
  return new Map(
    drawn.map(({ id, load, size }) => [
      id,
      { loadFraction: load / totalLoad, bytes: Math.round((size / totalSize) * totalBytes) },
    ]),
  );
}

/** Heartbeats need no more digits. */
function round(load: number): number {
  return Math.round(load * 1e6) / 1e6;
}
