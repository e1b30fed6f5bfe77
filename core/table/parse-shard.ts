import type { Shard } from '../fleet/shard';
import type { ShardItem } from './table-schema';
import { unreadableAttributes } from './unreadable-attributes';

/** Returns the shard of a row. One of which something cannot be read stops nobody: it says so, and counts as in no move. */
export function parseShardItem(item: ShardItem): Shard {
  const unreadable = unreadableAttributes(item);
  if (unreadable.length > 0) {
    const left = Object.entries(item).filter(
      ([name]) => name !== 'move' && !unreadable.some((other) => other === name),
    );
    return { ...parseShardItem({ epoch: 0, ...Object.fromEntries(left) } as ShardItem), unreadable };
  }
  return {
    id: item.sk,
    owner: item.owner ?? null,
    ...(item.ownerIncarnation == null ? {} : { ownerIncarnation: item.ownerIncarnation }),
    followers: item.followers ?? [],
    epoch: item.epoch,
    ...(item.hasHome ? { hasHome: true } : {}),
    ...(item.move ? { move: item.move } : {}),
  };
}
