import { toRuns } from './id-runs';
import type { VersionedMap } from './map-content';
import type { MapDifference } from './map-difference';
import { MAP_FORMAT_VERSION, type MapChangeDocument, type MapSnapshotDocument } from './map-format';
import { toTable } from './map-table';

/** Returns a whole map as the JSON text that `parseMapSnapshot` reads. O(nodes + shards). */
export function snapshotText({ version, content }: VersionedMap): string {
  const document: MapSnapshotDocument = { formatVersion: MAP_FORMAT_VERSION, version, ...toTable(content) };
  return JSON.stringify(document);
}

/** Returns what a version changes as the JSON text that `parseMapChange` reads. O(entries). */
export function changeText(version: number, difference: MapDifference): string {
  const document: MapChangeDocument = {
    formatVersion: MAP_FORMAT_VERSION,
    version,
    ...toTable(difference),
    removedNodes: difference.removedNodes,
    removedShards: toRuns(difference.removedShards),
  };
  return JSON.stringify(document);
}
