import { isObject } from '../policy/fault-list';
import { fromBase64, toBase64 } from './base64';

const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;
/** Whole numbers above are not exact as 32-bit floats: minutes since the epoch are such. */
const MOST_EXACT_FLOAT = 2 ** 24;

/** JSON in which every list of numbers is one text. */
export type Packed = unknown;

/**
 * Returns JSON in which lists of numbers are base64 of 32-bit floats, and lists of alike objects one list a member: about a quarter of the
 * size. Numbers outside lists stay exact; those in lists are rounded to 24 bits, unless one is a whole number of more. O(size).
 */
export function packNumbers(value: unknown): Packed {
  if (Array.isArray(value)) {
    return packList(value);
  }
  return isObject(value) ? mapMembers(value, packNumbers) : value;
}

/** Returns what was packed; of anything else something of another shape, so the caller checks it. O(size). */
export function unpackNumbers(packed: Packed): unknown {
  if (!isObject(packed)) {
    return packed;
  }
  const { floats, doubles, lists, width, members } = packed;
  if (typeof floats === 'string') {
    return readNumbers(floats, FLOAT_BYTES);
  }
  if (typeof doubles === 'string') {
    return readNumbers(doubles, DOUBLE_BYTES);
  }
  if (lists !== undefined) {
    return cut(unpackNumbers(lists), Number(width));
  }
  if (isObject(members)) {
    return rowsOf(mapMembers(members, unpackNumbers));
  }
  return mapMembers(packed, unpackNumbers);
}

function packList(values: readonly unknown[]): Packed {
  const [first] = values;
  if (values.length > 0 && values.every((value) => typeof value === 'number')) {
    return writeNumbers(values);
  }
  if (Array.isArray(first) && values.every((value) => Array.isArray(value) && value.length === first.length)) {
    return { width: first.length, lists: packList(values.flat()) };
  }
  const rows = values.filter(isObject);
  if (isObject(first) && rows.length === values.length) {
    const members = Object.keys(first).map((key) => [key, packList(rows.map((row) => row[key]))]);
    return { members: Object.fromEntries(members) };
  }
  return values.map(packNumbers);
}

function writeNumbers(numbers: readonly number[]): Packed {
  const isWide = numbers.some((number) => Number.isInteger(number) && Math.abs(number) > MOST_EXACT_FLOAT);
  const { buffer } = isWide ? new Float64Array(numbers) : new Float32Array(numbers);
  const text = toBase64(new Uint8Array(buffer));
  return isWide ? { doubles: text } : { floats: text };
}

function readNumbers(text: string, size: number): readonly number[] | undefined {
  const bytes = fromBase64(text);
  if (!bytes || bytes.length % size !== 0) {
    return undefined;
  }
  return listOf(size === DOUBLE_BYTES ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer));
}

/** Three times as fast as `Array.from`, which asks an iterator for each number. */
function listOf(numbers: Float32Array | Float64Array): readonly number[] {
  const list: number[] = [];
  for (let index = 0; index < numbers.length; index += 1) {
    list.push(numbers[index] ?? 0);
  }
  return list;
}

function cut(list: unknown, width: number): readonly unknown[] | undefined {
  if (!Array.isArray(list) || !Number.isInteger(width) || width < 1 || list.length % width !== 0) {
    return undefined;
  }
  return Array.from({ length: list.length / width }, (_, row) => list.slice(row * width, (row + 1) * width));
}

function rowsOf(columns: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  const [first, ...others] = Object.values(columns);
  const isAlike = Array.isArray(first) && others.every((list) => Array.isArray(list) && list.length === first.length);
  return isAlike ? first.map((_, row) => mapMembers(columns, (list) => (list as unknown[])[row])) : undefined;
}

function mapMembers(record: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
