import type { FleetNode } from '../fleet/node';

/** No disk is filled further than this by moving shards to it, whatever the policy's threshold. */
export const DISK_LIMIT_FRACTION = 0.8;

/** Whether the shards of leaving nodes fit on those that stay. */
export type RoomCheck =
  | { readonly fits: true }
  | { readonly fits: false; readonly shardId: string; readonly bytes: number; readonly freeBytes: number };

interface Room {
  readonly holds: ReadonlySet<string>;
  freeBytes: number;
}

/**
 * Returns whether every shard of the leaving nodes fits on a staying one under the disk limit, no two copies of a
 * shard on one node; else the first shard that does not fit, and the largest room left for it. Places the largest
 * shard first, where most room is: it may miss a tighter packing, never the reverse. Deterministic, O(shards × nodes).
 */
export function checkRoom(
  leaving: readonly FleetNode[],
  staying: readonly FleetNode[],
  diskPercent: number | undefined,
): RoomCheck {
  const limit = Math.min(DISK_LIMIT_FRACTION, (diskPercent ?? 100) / 100);
  const rooms = staying.map((node) => roomOf(node, limit));
  for (const [shardId, bytes] of shardsOf(leaving)) {
    const room = widest(rooms.filter((candidate) => !candidate.holds.has(shardId)));
    if (room === undefined || room.freeBytes < bytes) {
      return { fits: false, shardId, bytes, freeBytes: Math.max(0, room?.freeBytes ?? 0) };
    }
    room.freeBytes -= bytes;
  }
  return { fits: true };
}

/** Bytes that leave with a node. */
export function bytesToMove(node: FleetNode): number {
  return Object.values(node.heartbeat?.shards ?? {}).reduce((total, shard) => total + shard.bytes, 0);
}

function roomOf(node: FleetNode, limit: number): Room {
  const heartbeat = node.heartbeat;
  return {
    holds: new Set(Object.keys(heartbeat?.shards ?? {})),
    freeBytes: (heartbeat?.capacityBytes ?? 0) * limit - (heartbeat?.usedBytes ?? 0),
  };
}

/** Largest first; of equals by id, so that the answer does not depend on the order of a map. */
function shardsOf(nodes: readonly FleetNode[]): readonly (readonly [string, number])[] {
  return nodes
    .flatMap((node) => Object.entries(node.heartbeat?.shards ?? {}))
    .map(([id, shard]) => [id, shard.bytes] as const)
    .sort(([idA, bytesA], [idB, bytesB]) => bytesB - bytesA || (idA < idB ? -1 : 1));
}

function widest(rooms: readonly Room[]): Room | undefined {
  return rooms.reduce<Room | undefined>(
    (best, next) => (best === undefined || next.freeBytes > best.freeBytes ? next : best),
    undefined,
  );
}
