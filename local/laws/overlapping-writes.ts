import { intervalsByShard, type WriteInterval } from './write-intervals';

/**
 * Returns how often a node began to accept writes for a shard while another node, or another epoch, possibly still did
 * (Law 3). O(I log I).
 */
export function countOverlappingWrites(intervals: readonly WriteInterval[]): number {
  let overlaps = 0;
  for (const list of intervalsByShard(intervals).values()) {
    overlaps += overlapsOfShard(list);
  }
  return overlaps;
}

function overlapsOfShard(intervals: readonly WriteInterval[]): number {
  let overlaps = 0;
  let latest: WriteInterval | undefined;
  for (const interval of intervals) {
    if (latest && interval.startMs < latest.possibleEndMs && !isSameOwner(latest, interval)) {
      overlaps += 1;
    }
    if (!latest || interval.possibleEndMs > latest.possibleEndMs) {
      latest = interval;
    }
  }
  return overlaps;
}

function isSameOwner(first: WriteInterval, second: WriteInterval): boolean {
  return first.nodeId === second.nodeId && first.epoch === second.epoch;
}
