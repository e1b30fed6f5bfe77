import { isCount } from '../is-count';
import { type MapHead, type MapObject, versionOfKey } from './map-format';
import { type DocumentFaults, type ParsedDocument, parseDocument, type Unchecked } from './parse-document';

/** Returns the head in a JSON text, or all of its faults. Never throws. O(changes). */
export function parseMapHead(text: string): ParsedDocument<MapHead> {
  return parseDocument<MapHead>(text, checkHead);
}

function checkHead(head: Unchecked, faults: DocumentFaults): void {
  const { version, publishedAtMs, snapshot, changes } = head;
  faults.check(isCount(version), () => 'version is not a whole number');
  faults.check(typeof publishedAtMs === 'number', () => 'publishedAtMs is not a number');
  const hasSnapshot = faults.check(isMapObject(snapshot), () => 'snapshot names no version, key and entries');
  const hasChanges = faults.check(Array.isArray(changes), () => 'changes is not a list');
  if (hasSnapshot && hasChanges) {
    checkOrder(version, snapshot as MapObject, changes as readonly unknown[], faults);
  }
}

function checkOrder(version: unknown, snapshot: MapObject, changes: readonly unknown[], faults: DocumentFaults): void {
  changes.forEach((change, index) => {
    const wanted = snapshot.version + 1 + index;
    faults.check(
      isMapObject(change) && change.version === wanted,
      () => `changes[${index}] does not name version ${wanted} with its key and entries`,
    );
  });
  const last = snapshot.version + changes.length;
  faults.check(version === last, () => `version is ${String(version)}, but snapshot and changes lead to ${last}`);
}

function isMapObject(value: unknown): value is MapObject {
  const object = value as Partial<MapObject> | null | undefined;
  return (
    isCount(object?.version) &&
    isCount(object.entries) &&
    typeof object.key === 'string' &&
    versionOfKey(object.key) === object.version
  );
}
