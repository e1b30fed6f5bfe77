import { fromRuns } from './id-runs';
import type { MapContent, VersionedMap } from './map-content';
import { applyDifferences, type MapDifference } from './map-difference';
import { MAP_FORMAT_VERSION, type MapHead, type MapObject } from './map-format';
import { fromTable } from './map-table';
import type { ParsedDocument } from './parse-document';
import { parseMapChange, parseMapSnapshot } from './parse-map-table';

/** A map that was read. */
export interface ReadMap extends VersionedMap {
  /**
   * Key of the object that ended in this version. Keys never repeat, so a head that lists it leads on from this very map; a
   * version alone does not say so, since versions are used again when an older head is restored.
   */
  readonly key: string;
}

/** What to read to get to the head's version. */
export interface CatchUp {
  /** Present when the known map is of no use. */
  readonly snapshot?: MapObject;
  /** To be applied in this order. */
  readonly changes: readonly MapObject[];
}

/** What came of reading it. */
export type CaughtUp =
  | { readonly kind: 'map'; readonly map: ReadMap }
  /** Another publication has replaced it since the head was read: read the head again. */
  | { readonly kind: 'gone'; readonly key: string }
  | { readonly kind: 'newer-format'; readonly key: string; readonly formatVersion: number }
  | { readonly kind: 'damaged'; readonly key: string; readonly faults: readonly string[] };

/**
 * Returns what leads from the map whose last object has the known key to the head's: `undefined` when the head ends in that
 * object, only the changes after it where the head still lists it, else the snapshot and its changes. O(changes).
 */
export function planCatchUp(knownKey: string | undefined, head: MapHead): CatchUp | undefined {
  const { snapshot, changes } = head;
  const known = [snapshot, ...changes].findIndex(({ key }) => key === knownKey);
  if (known < 0) {
    return { snapshot, changes };
  }
  return known < changes.length ? { changes: changes.slice(known) } : undefined;
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
  let last: Pick<ReadMap, 'version' | 'key'> = { version: 0, key: '' };
  if (plan.snapshot) {
    const read = readObject(plan.snapshot, texts, parseMapSnapshot);
    if (read.kind !== 'sound') {
      return read;
    }
    content = fromTable(read.document);
    last = plan.snapshot;
  }
  const differences: MapDifference[] = [];
  for (const change of plan.changes) {
    const read = readObject(change, texts, parseMapChange);
    if (read.kind !== 'sound') {
      return read;
    }
    const { removedNodes, removedShards } = read.document;
    differences.push({ ...fromTable(read.document), removedNodes, removedShards: fromRuns(removedShards) });
    last = change;
  }
  const { version, key } = last;
  return { kind: 'map', map: { version, key, content: applyDifferences(content, differences) } };
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
