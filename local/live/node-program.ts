import { rmSync, writeFileSync } from 'node:fs';
import { endWithUs } from '../cloud/process/end-with-us';
import { ProcessGroup } from '../cloud/process/process-group';

/** One start of a program on a node. */
export interface NodeProgramSettings {
  readonly bundleFile: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Holds the process id while the program runs, so that people can kill it. */
  readonly pidFile: string;
}

/** A program on a node, from its start to its end. */
export class NodeProgram {
  readonly logFile: string;
  /** Resolves when the program has ended; never rejects. */
  readonly ended: Promise<unknown>;
  private readonly group: ProcessGroup;

  constructor({ bundleFile, folder, environment, logFile, pidFile }: NodeProgramSettings) {
    this.logFile = logFile;
    this.group = ProcessGroup.start({
      command: process.execPath,
      arguments: [...endWithUs(), bundleFile],
      folder,
      environment,
      logFile,
    });
    writeFileSync(pidFile, `${this.group.pid ?? ''}\n`);
    // The number may be anybody's once the program has ended.
    this.ended = this.group.ended.then(() => rmSync(pidFile, { force: true }));
  }

  signal(signal: NodeJS.Signals): void {
    this.group.signal(signal);
  }

  /** Kills the program, and returns once it has ended. */
  async kill(): Promise<void> {
    this.group.signal('SIGKILL');
    await this.ended;
  }
}
