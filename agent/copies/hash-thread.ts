import { Worker } from 'node:worker_threads';
import { giveChunks } from './give-chunks';
import { HASH_THREAD_SOURCE } from './hash-thread-source';

/** A file whose content is hashed while it grows. */
export interface GrowingHash {
  /**
   * The file is written for good from its begin up to this byte. The chunks were just written at `position`; whoever
   * calls gives them away, so that they need not be read again and their memory is free at once.
   */
  upTo(bytes: number, chunks?: readonly Uint8Array[], position?: number): void;
  /** SHA-256 of the whole file, in lower-case hex. */
  end(sizeBytes: number): Promise<string>;
  /** Ends it without an answer, which rejects what `end` returned; nothing happens once that is settled. */
  readonly cancel: () => void;
}

interface Run {
  resolve(sha256: string): void;
  reject(error: unknown): void;
}

type Answer = { readonly id: number } & (
  | { readonly sha256: string }
  /** On its way from the worker an error loses its code. */
  | { readonly error: unknown; readonly code?: string }
);

/** Starting a thread costs as much as hashing some 50 MB. */
const IDLE_MS = 5000;

/** Hashes large files beside the main thread. An idle thread ends, for its memory. */
export class HashThread {
  private worker: Worker | undefined;
  /** Bytes that were given to the worker, which takes off what it used. */
  private givenBytes = new Int32Array(new SharedArrayBuffer(4));
  private idle: NodeJS.Timeout | undefined;
  private lastId = 0;
  private readonly runs = new Map<number, Run>();

  begin(path: string): GrowingHash {
    this.lastId += 1;
    const id = this.lastId;
    const worker = this.wake();
    const { givenBytes } = this;
    const result = new Promise<string>((resolve, reject) => this.runs.set(id, { resolve, reject }));
    // A fault before the end is told at the end.
    result.catch(() => undefined);
    return {
      upTo: (bytes, chunks = [], position = 0) => {
        const { given, memory } = giveChunks(chunks, position, givenBytes);
        worker.postMessage({ kind: 'grow', id, path, upTo: bytes, given }, memory);
      },
      end: (sizeBytes) => {
        worker.postMessage({ kind: 'end', id, path, upTo: sizeBytes });
        return result;
      },
      cancel: () => {
        // Even after a fault: what grew since then has opened the file again.
        worker.postMessage({ kind: 'cancel', id });
        if (this.runs.has(id)) {
          this.settle(worker, { id, error: new Error('cancelled') });
        }
      },
    };
  }

  private wake(): Worker {
    clearTimeout(this.idle);
    this.worker ??= this.start();
    this.worker.ref();
    return this.worker;
  }

  private start(): Worker {
    this.givenBytes = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { givenBytes: this.givenBytes };
    const worker = new Worker(HASH_THREAD_SOURCE, { eval: true, workerData });
    worker.on('message', (answer: Answer) => this.settle(worker, answer));
    worker.on('error', (error) => this.fail(worker, error));
    worker.on('exit', () => this.fail(worker, new Error('the hashing thread ended')));
    return worker;
  }

  private settle(worker: Worker, answer: Answer): void {
    const run = this.runs.get(answer.id);
    this.runs.delete(answer.id);
    if ('sha256' in answer) {
      run?.resolve(answer.sha256);
    } else {
      const { error, code } = answer;
      run?.reject(code === undefined ? error : Object.assign(error as Error, { code }));
    }
    if (this.runs.size === 0 && this.worker === worker) {
      clearTimeout(this.idle);
      this.idle = setTimeout(() => this.end(worker), IDLE_MS).unref();
      worker.unref();
    }
  }

  private end(worker: Worker): void {
    this.worker = undefined;
    worker.postMessage({ kind: 'stop' });
  }

  private fail(worker: Worker, error: unknown): void {
    if (this.worker !== worker) {
      return;
    }
    this.worker = undefined;
    for (const { reject } of this.runs.values()) {
      reject(error);
    }
    this.runs.clear();
  }
}
