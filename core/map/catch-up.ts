import { fromRuns } from './id-runs';
import type { MapContent, VersionedMap } from './map-content';
import { applyDifferences, type MapDifference } from './map-difference';
import { MAP_FORMAT_VERSION, type MapHead, type MapObject } from './map-format';
import { fromTable } from './map-table';
import type { ParsedDocument } from './parse-document';
import { parseMapChange, parseMapSnapshot } from './parse-map-table';

/** What to read to get to the head's version. */
export interface CatchUp {
  /** Present when the known map is of no use. */
  readonly snapshot?: MapObject;
  /** To be applied in this order. */
  readonly changes: readonly MapObject[];
}

/** What came of reading it. */
export type CaughtUp =
  | { readonly kind: 'map'; readonly map: VersionedMap }
  /** Another publication has replaced it since the head was read: read the head again. */
  | { readonly kind: 'gone'; readonly key: string }
  | { readonly kind: 'newer-format'; readonly key: string; readonly formatVersion: number }
  | { readonly kind: 'damaged'; readonly key: string; readonly faults: readonly string[] };

/**
 * Returns what leads from the known version to the head's: `undefined` when the known one is as new or newer, only the
 * changes where the head still lists all of them, else the snapshot and its changes. O(changes).
 */
export function planCatchUp(knownVersion: number | undefined, head: MapHead): CatchUp | undefined {
  if (knownVersion !== undefined && knownVersion >= head.version) {
    return undefined;
  }
  if (knownVersion === undefined || knownVersion < head.snapshot.version) {
    return { snapshot: head.snapshot, changes: head.changes };
  }
  return { changes: head.changes.filter((change) => change.version > knownVersion) };
}

/** Returns the keys to read. */
export function keysOf({ snapshot, changes }: CatchUp): readonly string[] {
  return [...(snapshot ? [snapshot] : []), ...changes].map((object) => object.key);
}

/**
 * Returns the map that the texts lead to, by key; `undefined` is the text of an object that is gone. O(nodes + shards).
 */
export function catchUp(
  known: MapContent | undefined,
  plan: CatchUp,
  texts: ReadonlyMap<string, string | undefined>,
): CaughtUp {
  let content = known ?? EMPTY;
  let version = 0;
  if (plan.snapshot) {
    const read = readObject(plan.snapshot, texts, parseMapSnapshot);
    if (read.kind !== 'sound') {
      return read;
    }
    content = fromTable(read.document);
    version = read.document.version;
  }
  const differences: MapDifference[] = [];
  for (const change of plan.changes) {
    const read = readObject(change, texts, parseMapChange);
    if (read.kind !== 'sound') {
      return read;
    }
    const { removedNodes, removedShards } = read.document;
    differences.push({ ...fromTable(read.document), removedNodes, removedShards: fromRuns(removedShards) });
    version = read.document.version;
  }
  return { kind: 'map', map: { version, content: applyDifferences(content, differences) } };
}

const EMPTY: MapContent = { nodes: new Map(), shards: new Map() };

function readObject<Document extends { readonly version: number }>(
  { key, version }: MapObject,
  texts: ReadonlyMap<string, string | undefined>,
  parse: (text: string) => ParsedDocument<Document>,
): { readonly kind: 'sound'; readonly document: Document } | Exclude<CaughtUp, { readonly kind: 'map' }> {
  const text = texts.get(key);
  if (text === undefined) {
    return { kind: 'gone', key };
  }
  const parsed = parse(text);
  if (parsed.kind !== 'sound') {
    return { ...parsed, key };
  }
  const found = parsed.document.version;
  return found === version
    ? parsed
    : { kind: 'damaged', key, faults: [`it holds version ${found} of format ${MAP_FORMAT_VERSION}, not ${version}`] };
}
