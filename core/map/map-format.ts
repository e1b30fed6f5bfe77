/**
 * The published shard map in the bucket, under `MAP_PREFIX`.
 *
 * | object | changes | holds |
 * |---|---|---|
 * | `head.json` | replaced by If-Match, created by If-None-Match | version, its snapshot, the changes since |
 * | `snapshots/<version>-<unique>.json` | never | all nodes and shards |
 * | `changes/<version>-<unique>.json` | never | nodes and shards that changed since the version before |
 */
import { MAP_PREFIX } from '../contract/object-keys';
import type { IdRuns } from './id-runs';

/** The only format of the map so far; a reader refuses a newer one. */
export const MAP_FORMAT_VERSION = 1;

/** An immutable object of the map. */
export interface MapObject {
  /** Version of the map that it leads to. */
  readonly version: number;
  readonly key: string;
  /** Nodes and shards that it speaks of. */
  readonly entries: number;
}

/** The one mutable object. */
export interface MapHead {
  readonly formatVersion: number;
  /** Grows by one with every publication. */
  readonly version: number;
  /** By the publisher's clock; for people, and for the publisher's own pace. */
  readonly publishedAtMs: number;
  readonly snapshot: MapObject;
  /** Changes since the snapshot, in order: their versions follow one another and end in the head's. */
  readonly changes: readonly MapObject[];
}

/** Nodes and shards as columns: ids stand once, everything else is an index. */
export interface MapTable {
  readonly zones: readonly string[];
  /** Ids of all nodes that are spoken of. */
  readonly nodeIds: readonly string[];
  /** Index in `nodeIds`, address, index in `zones`. */
  readonly nodes: readonly (readonly [node: number, address: string, zone: number])[];
  readonly shardIds: IdRuns;
  /** By shard: index in `nodeIds`, or -1 for none. */
  readonly owners: readonly number[];
  /** By shard. */
  readonly epochs: readonly number[];
  /** By shard: indexes in `nodeIds`; empty when no shard has any follower. */
  readonly followers: readonly (readonly number[])[];
}

/** A whole map. */
export interface MapSnapshotDocument extends MapTable {
  readonly formatVersion: number;
  readonly version: number;
}

/** What one version changed. */
export interface MapChangeDocument extends MapSnapshotDocument {
  readonly removedNodes: readonly string[];
  readonly removedShards: IdRuns;
}

const SNAPSHOTS = `${MAP_PREFIX}snapshots/`;
const CHANGES = `${MAP_PREFIX}changes/`;

/** Returns the key of a snapshot; `unique` never repeats, so that concurrent publishers never meet. */
export function snapshotKey(version: number, unique: string): string {
  return `${SNAPSHOTS}${version}-${unique}.json`;
}

/** Returns the key of a change; `unique` never repeats. */
export function changeKey(version: number, unique: string): string {
  return `${CHANGES}${version}-${unique}.json`;
}

/** Returns the version in the key of a snapshot or change, `undefined` for any other key. */
export function versionOfKey(key: string): number | undefined {
  const folder = [SNAPSHOTS, CHANGES].find((start) => key.startsWith(start));
  const [, digits] = /^(\d{1,15})-/.exec(key.slice(folder?.length ?? 0)) ?? [];
  return folder === undefined || digits === undefined ? undefined : Number(digits);
}
