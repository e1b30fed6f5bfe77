import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';

/** Time that a program gets to end by itself once told to. */
const GRACE_MS = 5_000;

/** What to start, and where its output goes. */
export interface ProcessSettings {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File that stdout and stderr are written to; replaced when it exists. */
  readonly logFile: string;
  /** Called with each message that a Node program sends. @default - there is no channel */
  readonly onMessage?: (message: unknown) => void;
}

/** How a process ended. */
export interface ProcessEnd {
  /** Exit status, `null` when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started at all. */
  readonly startError?: Error;
}

/**
 * A program with everything it starts: one process group, so that all of it ends with certainty. What still runs when our
 * process exits, for whatever reason, is killed then.
 */
export class ProcessGroup {
  private static readonly running = new Set<ProcessGroup>();

  /** Starts the program; a program that cannot be started has `ended` with a `startError`. */
  static start(settings: ProcessSettings): ProcessGroup {
    mkdirSync(path.dirname(settings.logFile), { recursive: true });
    const output = openSync(settings.logFile, 'w');
    try {
      const child = spawn(settings.command, [...settings.arguments], {
        cwd: settings.folder,
        env: settings.environment,
        stdio: settings.onMessage ? ['ignore', output, output, 'ipc'] : ['ignore', output, output],
        detached: true,
      });
      if (settings.onMessage) {
        child.on('message', settings.onMessage);
      }
      return new ProcessGroup(child, settings.logFile);
    } finally {
      closeSync(output);
    }
  }

  /** Kills all that run, at once. */
  static killAll(): void {
    for (const group of ProcessGroup.running) {
      group.signal('SIGKILL');
    }
  }

  /** Resolves when the program has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;

  private constructor(
    private readonly child: ChildProcess,
    readonly logFile: string,
  ) {
    ProcessGroup.running.add(this);
    this.ended = new Promise<ProcessEnd>((resolve) => {
      child.once('error', (startError) => resolve({ status: null, signal: null, startError }));
      child.once('exit', (status, signal) => resolve({ status, signal }));
    }).then((end) => {
      // What the program has left behind in its group ends with it.
      this.signal('SIGKILL');
      ProcessGroup.running.delete(this);
      return end;
    });
  }

  /** Process id of the program and id of its group; `undefined` when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Returns once the program and its group have ended: asked first, then killed. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const escalation = setTimeout(() => this.signal('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(escalation);
  }

  /** Kills the program and its group, and returns once they have ended. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Sends a message to a program that was started with `onMessage`; `onFailure` is told when it cannot be sent. */
  send(message: object, onFailure: (error: Error) => void): void {
    this.child.send(message, (error) => {
      if (error) {
        onFailure(error);
      }
    });
  }

  /** Lets the program outlive our process. */
  release(): void {
    ProcessGroup.running.delete(this);
    this.child.unref();
  }

  /** Sends a signal to the program and its group, if they still run. */
  signal(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) {
      signalGroup(this.child.pid, signal);
    }
  }
}

/** Sends a signal to a whole process group; false when there is none any more. */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-groupId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}

process.on('exit', () => ProcessGroup.killAll());
