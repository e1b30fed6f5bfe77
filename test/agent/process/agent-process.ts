import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = path.join(__dirname, '..', '..', '..');

/** A line of the agent's log. */
export interface LogLine {
  readonly event: string;
  readonly incarnation: string;
  readonly monotonicMs?: number;
  readonly shardId?: string;
}

/** Bundles the agent as the build does, into a file of the test's own. */
export function bundleAgent(outfile: string): void {
  const script = `const { agentOptions } = require('./scripts/bundle');
    require('esbuild').build({ ...agentOptions, outfile: ${JSON.stringify(outfile)} }).catch(() => process.exit(1));`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`the agent's bundle cannot be made: ${stderr}`);
  }
}

/** One start of the agent's bundle. */
export class AgentProcess {
  readonly lines: LogLine[] = [];
  /** Resolves with the exit status, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  private readonly child: ChildProcess;
  private errors = '';

  constructor(bundle: string, environment: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [bundle], { env: { PATH: process.env.PATH, ...environment } });
    this.ended = once(this.child, 'exit').then(([code, signal]) => code ?? signal);
    if (this.child.stdout === null || this.child.stderr === null) {
      throw new Error('the agent has no output');
    }
    createInterface(this.child.stdout).on('line', (line) => this.lines.push(JSON.parse(line)));
    this.child.stderr.on('data', (data) => (this.errors += data));
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.child.kill(signal);
  }

  /** Resolves with the first line of the log for which it holds. */
  async line(holds: (line: LogLine) => boolean): Promise<LogLine> {
    return until(() => {
      if (this.child.exitCode !== null && !this.lines.some(holds)) {
        throw new Error(`the agent ended with ${this.child.exitCode}: ${this.errors} ${JSON.stringify(this.lines)}`);
      }
      return this.lines.find(holds);
    });
  }
}

const LIMIT_MS = 120_000;

/** Asks again and again, each so many milliseconds, until there is an answer. */
export async function until<Answer>(
  ask: () => Answer | undefined | Promise<Answer | undefined>,
  everyMs = 20,
): Promise<Answer> {
  const deadlineMs = Date.now() + LIMIT_MS;
  while (Date.now() < deadlineMs) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`it did not happen within ${LIMIT_MS} ms: ${ask}`);
}
