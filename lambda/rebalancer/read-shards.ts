import { isShardId, type Shard, shardIds } from '../../core/fleet/shard';
import type { NewShard } from '../ports';
import type { RebalancerPorts, RebalancerSettings } from './rebalancer-ports';

/**
 * Rows that one tick creates at most: for each of them a manifest is fetched, 50 at a time, which takes some seconds. A
 * table of 50 000 shards is made in ten ticks. Should so many manifests be unreadable, no other row is made.
 */
export const ROWS_PER_TICK = 5000;

/** The shards' rows, and the homes that kept one from being made. */
export interface ShardReading {
  readonly shards: readonly Shard[];
  /** By shard, why nobody can read its manifest. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Whether rows were made for shards that had owners before. */
  readonly hasAdopted: boolean;
}

/**
 * Returns the shards, once those are made that are missing: at the first tick, and again whichever somebody deleted. A row
 * begins in the epoch of its home, for an owner in a lower one could never seal it; over a home that nobody can read none
 * is made.
 */
export async function readShards(
  { table, homes }: Pick<RebalancerPorts, 'table' | 'homes'>,
  { policy, acts }: RebalancerSettings,
): Promise<ShardReading> {
  const shards = await readRows(table);
  // There may be as many rows as shards and one of them under a wrong name.
  const known = new Set(shards.map((shard) => shard.id));
  const missing = acts ? shardIds(policy.shardCount).filter((id) => !known.has(id)) : [];
  if (missing.length === 0) {
    return { shards, unreadable: NONE, hasAdopted: false };
  }
  const epochs = await homes.epochsOf(missing.slice(0, ROWS_PER_TICK));
  const created: NewShard[] = [];
  const unreadable = new Map<string, string>();
  for (const id of missing.slice(0, ROWS_PER_TICK)) {
    const epoch = epochs.get(id) ?? 0;
    if (typeof epoch === 'number') {
      created.push({ id, epoch });
    } else {
      unreadable.set(id, epoch.unreadable);
    }
  }
  await table.createShards(created);
  const hasAdopted = created.some(({ epoch }) => epoch > 0);
  return { shards: await readRows(table), unreadable, hasAdopted };
}

/** Nodes find no work under a name that is no shard's: such a row would be moved about for ever. */
async function readRows(table: RebalancerPorts['table']): Promise<readonly Shard[]> {
  const rows = await table.readShards();
  return rows.map((row) => (isShardId(row.id) ? row : { ...row, unreadable: ['sk', ...(row.unreadable ?? [])] }));
}

const NONE: ReadonlyMap<string, string> = new Map();
