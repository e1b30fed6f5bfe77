import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The emulator's own folder. */
export const EMULATOR_FOLDER = path.join(__dirname, '../../../local/emulator');

/** A process that runs. */
export interface StartedProcess {
  readonly pid: number;
  /** Resolves with its exit status, or `null` when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** What nursery.py says: a process was born, or has ended with a status. */
interface Message {
  readonly pid: number;
  readonly status?: number;
}

interface Waiting {
  readonly resolve: (started: StartedProcess) => void;
  readonly reject: (error: Error) => void;
}

/** Forks emulators from one Python that has loaded moto, and ends with the worker that uses it. */
export class Nursery {
  private readonly waiting: Waiting[] = [];
  private readonly living = new Map<number, (status: number | null) => void>();

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout === null) {
      throw new Error('the nursery has no output');
    }
    createInterface(child.stdout).on('line', (line) => this.hear(JSON.parse(line) as Message));
    child.on('exit', (status) => this.fail(new Error(`the nursery ended with status ${status}`)));
    for (const open of [child, child.stdin as Socket, child.stdout as Socket]) {
      open.unref();
    }
  }

  static start(): Nursery {
    const program = path.join(__dirname, 'nursery.py');
    return new Nursery(spawn('python3', [program, EMULATOR_FOLDER], { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** Starts an emulator with these options of its command line. */
  fork(options: readonly string[]): Promise<StartedProcess> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin?.write(`${JSON.stringify(options)}\n`);
    });
  }

  private hear({ pid, status }: Message): void {
    if (status === undefined) {
      this.waiting.shift()?.resolve({ pid, ended: new Promise((resolve) => this.living.set(pid, resolve)) });
      return;
    }
    this.living.get(pid)?.(status < 0 ? null : status);
    this.living.delete(pid);
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.splice(0)) {
      reject(error);
    }
    for (const end of this.living.values()) {
      end(null);
    }
  }
}
