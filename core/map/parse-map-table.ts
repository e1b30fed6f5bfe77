import { isCount } from '../is-count';
import { countIds, type IdRuns } from './id-runs';
import type { MapChangeDocument, MapSnapshotDocument } from './map-format';
import { type DocumentFaults, isTexts, type ParsedDocument, parseDocument, type Unchecked } from './parse-document';

/** More shards than any fleet has; a damaged count must not fill the memory. */
const MOST_SHARDS = 10_000_000;
const NO_OWNER = -1;

/** Returns the snapshot in a JSON text, or all of its faults. Never throws. O(shards). */
export function parseMapSnapshot(text: string): ParsedDocument<MapSnapshotDocument> {
  return parseDocument<MapSnapshotDocument>(text, checkTable);
}

/** Returns the change in a JSON text, or all of its faults. Never throws. O(entries). */
export function parseMapChange(text: string): ParsedDocument<MapChangeDocument> {
  return parseDocument<MapChangeDocument>(text, (change, faults) => {
    checkTable(change, faults);
    faults.check(isTexts(change.removedNodes), () => 'removedNodes is not a list of ids');
    faults.check(isIdRuns(change.removedShards), () => 'removedShards is not a list of ids and runs of ids');
  });
}

function checkTable(table: Unchecked, faults: DocumentFaults): void {
  const { zones, nodeIds } = table;
  faults.check(isCount(table.version), () => 'version is not a whole number');
  const areNamed = [
    faults.check(isTexts(zones), () => 'zones is not a list of names'),
    faults.check(isTexts(nodeIds), () => 'nodeIds is not a list of ids'),
  ].every(Boolean);
  if (areNamed) {
    checkNodes(table, (zones as readonly string[]).length, faults);
    checkShards(table, (nodeIds as readonly string[]).length, faults);
  }
}

function checkNodes({ nodes, nodeIds }: Unchecked, zoneCount: number, faults: DocumentFaults): void {
  if (!faults.check(Array.isArray(nodes), () => 'nodes is not a list')) {
    return;
  }
  const idCount = (nodeIds as readonly string[]).length;
  (nodes as readonly unknown[]).forEach((row, index) => {
    const [node, address, zone] = Array.isArray(row) ? (row as readonly unknown[]) : [];
    faults.check(
      isIndex(node, idCount) && typeof address === 'string' && isIndex(zone, zoneCount),
      () => `nodes[${index}] is not a node, an address and a zone`,
    );
  });
}

function checkShards(table: Unchecked, nodeCount: number, faults: DocumentFaults): void {
  const { shardIds } = table;
  if (!faults.check(isIdRuns(shardIds), () => 'shardIds is not a list of ids and runs of ids')) {
    return;
  }
  const count = countIds(shardIds as IdRuns);
  const isOwner = (value: unknown) => value === NO_OWNER || isIndex(value, nodeCount);
  const isFollowers = (value: unknown) => Array.isArray(value) && value.every((node) => isIndex(node, nodeCount));
  checkColumn('owners', table.owners, count, isOwner, faults);
  checkColumn('epochs', table.epochs, count, isCount, faults);
  if (!Array.isArray(table.followers) || table.followers.length > 0) {
    checkColumn('followers', table.followers, count, isFollowers, faults);
  }
}

function checkColumn(
  name: string,
  column: unknown,
  count: number,
  isSound: (value: unknown) => boolean,
  faults: DocumentFaults,
): void {
  const isWhole = Array.isArray(column) && column.length === count;
  if (!faults.check(isWhole, () => `${name} is not a list of ${count} rows, one a shard`)) {
    return;
  }
  (column as readonly unknown[]).forEach((value, index) => {
    faults.check(isSound(value), () => `${name}[${index}] is ${JSON.stringify(value)}, which is no such thing`);
  });
}

function isIdRuns(value: unknown): value is IdRuns {
  return (
    Array.isArray(value) && value.every((run) => typeof run === 'string' || isRun(run)) && countIds(value) < MOST_SHARDS
  );
}

function isRun(value: unknown): boolean {
  const [prefix, ...numbers] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return typeof prefix === 'string' && numbers.length === 3 && numbers.every(isCount);
}

function isIndex(value: unknown, count: number): boolean {
  return isCount(value) && value < count;
}
