import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ObjectStore, PartedUpload } from '../../../agent/copies/object-store';
import { CorruptObjectError, MissingObjectError } from '../../../agent/errors';
import type { HomeObject } from '../../../core/home/manifest';

/** Objects in memory, with what a test makes go wrong. */
export class MemoryObjects implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>();
  /** Each range read, as `key start-end`. */
  readonly reads: string[] = [];
  abortedUploads = 0;
  inFlight = 0;
  mostInFlight = 0;
  /** Awaited before each answer and each part stored. */
  beforeTransfer: (key: string) => Promise<void> | void = () => {};

  /** Stores a text and returns what a manifest says of it. */
  add(path: string, text: string, key = `homes/s/1/${path}`): HomeObject {
    const body = Buffer.from(text);
    this.objects.set(key, body);
    return { path, key, sizeBytes: body.length, sha256: sha256(body) };
  }

  async read(object: HomeObject, start: number, end: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    this.reads.push(`${object.key} ${start}-${end}`);
    await this.underWay(object.key);
    signal.throwIfAborted();
    const body = this.objects.get(object.key);
    if (body === undefined) {
      throw new MissingObjectError(`${object.key} does not exist`);
    }
    if (body.length !== object.sizeBytes) {
      throw new CorruptObjectError(`${object.key} has ${body.length} bytes`);
    }
    const middle = Math.floor((start + end) / 2);
    return Readable.from([body.subarray(start, middle), body.subarray(middle, end)]);
  }

  async put(key: string, body: Uint8Array, checksum: string): Promise<void> {
    await this.underWay(key);
    if (checksum !== sha256(body)) {
      throw new Error('the checksum is another');
    }
    this.objects.set(key, Buffer.from(body));
  }

  async startUpload(key: string): Promise<PartedUpload> {
    const parts = new Map<number, Uint8Array>();
    return {
      put: async (partNumber, body) => {
        await this.underWay(key);
        parts.set(partNumber, Buffer.from(body));
      },
      complete: async () => {
        const sorted = [...parts].sort(([left], [right]) => left - right);
        this.objects.set(key, Buffer.concat(sorted.map(([, body]) => body)));
      },
      abort: async () => {
        this.abortedUploads += 1;
      },
    };
  }

  private async underWay(key: string): Promise<void> {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await this.beforeTransfer(key);
    } finally {
      this.inFlight -= 1;
    }
  }
}

export function sha256(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
