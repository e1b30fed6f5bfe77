import { crc32 } from 'node:zlib';
import { DamagedSegmentError } from './store-errors';

/** One write. */
export type LogRecord =
  | { readonly kind: 'put'; readonly key: string; readonly value: Buffer }
  | { readonly kind: 'delete'; readonly key: string };

/** Last line of a finished segment. */
export interface Seal {
  /** In which its writer owned the shard. */
  readonly epoch: number;
  /** How many records come before it. */
  readonly records: number;
}

/** What a segment's bytes say. */
export interface DecodedSegment {
  readonly records: readonly LogRecord[];
  /** Absent when the writer was cut off. */
  readonly seal?: Seal;
  /** Bytes up to where the writer was cut off. */
  readonly validBytes: number;
}

const NEW_LINE = 0x0a;
const CHECKSUM_LENGTH = 8;

/** A line: CRC-32 of the JSON text in hexadecimal, a space, the JSON text. */
function encodeLine(content: object): Buffer {
  const json = JSON.stringify(content);
  return Buffer.from(`${checksumOf(json)} ${json}\n`);
}

function checksumOf(json: string): string {
  return crc32(json).toString(16).padStart(CHECKSUM_LENGTH, '0');
}

/** The record as a line of a segment. */
export function encodeRecord(record: LogRecord): Buffer {
  return record.kind === 'put'
    ? encodeLine({ put: record.key, value: record.value.toString('base64') })
    : encodeLine({ delete: record.key });
}

/** The seal as the last line of a segment. */
export function encodeSeal(seal: Seal): Buffer {
  return encodeLine({ seal });
}

/**
 * Reads a segment. A writer that was cut off leaves a damaged end, which is left out: it was never sealed, so never called
 * durable.
 * @throws DamagedSegmentError when something sound follows the damage, or when a sealed segment lacks records.
 */
export function decodeSegment(name: string, bytes: Buffer): DecodedSegment {
  const records: LogRecord[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(NEW_LINE, start);
    const entry = end < 0 ? undefined : decodeLine(bytes.toString('utf8', start, end));
    if (entry === undefined) {
      checkNothingSoundFollows(name, bytes, start);
      break;
    }
    start = end + 1;
    if (entry.kind === 'seal') {
      return sealedSegment(name, records, entry.seal, bytes.length - start, start);
    }
    records.push(entry);
  }
  return { records, validBytes: start };
}

function sealedSegment(
  name: string,
  records: readonly LogRecord[],
  seal: Seal,
  excessBytes: number,
  validBytes: number,
): DecodedSegment {
  if (seal.records !== records.length || excessBytes > 0) {
    throw new DamagedSegmentError(
      `${name}: sealed with ${seal.records} records, but holds ${records.length} and ${excessBytes} bytes after the seal`,
    );
  }
  return { records, seal, validBytes };
}

function checkNothingSoundFollows(name: string, bytes: Buffer, damagedFrom: number): void {
  const wholeLines = bytes.toString('utf8', damagedFrom).split('\n').slice(0, -1);
  if (wholeLines.some((line) => decodeLine(line) !== undefined)) {
    throw new DamagedSegmentError(`${name}: the record at byte ${damagedFrom} is damaged, and sound ones follow it`);
  }
}

type Entry = LogRecord | { readonly kind: 'seal'; readonly seal: Seal };

/** Undefined when the checksum does not fit. */
function decodeLine(line: string): Entry | undefined {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  if (json === '' || line.slice(0, CHECKSUM_LENGTH + 1) !== `${checksumOf(json)} `) {
    return undefined;
  }
  const content = JSON.parse(json) as { put?: string; value?: string; delete?: string; seal?: Seal };
  if (content.seal !== undefined) {
    return { kind: 'seal', seal: content.seal };
  }
  if (content.delete !== undefined) {
    return { kind: 'delete', key: content.delete };
  }
  return { kind: 'put', key: content.put ?? '', value: Buffer.from(content.value ?? '', 'base64') };
}
