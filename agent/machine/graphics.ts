import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { percentOf } from './parse-proc';

/** Use of the machine's GPUs, each a mean over all of them, in percent. */
export interface GraphicsUse {
  readonly gpuPercent?: number;
  readonly gpuMemoryPercent?: number;
}

/** Runs a program and resolves to its standard output. */
export type RunProgram = (program: string, parameters: readonly string[], limitMs: number) => Promise<string>;

const QUERY = ['--query-gpu=utilization.gpu,memory.used,memory.total', '--format=csv,noheader,nounits'];
/** The driver takes seconds to answer when persistence mode is off. */
const LIMIT_MS = 5_000;

/** Asks the NVIDIA driver how busy its GPUs are; a machine without its program is asked once. */
export class Graphics {
  private isAbsent = false;
  private asking: Promise<GraphicsUse> | undefined;

  constructor(
    private readonly run: RunProgram = runProgram,
    private readonly limitMs: number = LIMIT_MS,
  ) {}

  /**
   * Use of the GPUs; empty on a machine that has none. A program that hangs in a broken driver cannot even be killed: it
   * is waited for no longer than the limit, and none is started beside it.
   * @throws Error when the driver fails to answer
   */
  async measure(): Promise<GraphicsUse> {
    if (this.isAbsent) {
      return {};
    }
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return within(this.limitMs, this.asking);
  }

  private async ask(): Promise<GraphicsUse> {
    try {
      return parseGraphicsUse(await this.run('nvidia-smi', QUERY, this.limitMs));
    } catch (error) {
      this.isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (this.isAbsent) {
        return {};
      }
      throw error;
    }
  }
}

/**
 * Reads lines of `utilization, memory used, memory total`. A GPU that is split into instances says `[N/A]` instead of its
 * utilization: what no GPU tells is left out.
 * @see https://docs.nvidia.com/deploy/nvidia-smi/index.html
 */
export function parseGraphicsUse(text: string): GraphicsUse {
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((field) => (field.trim() === '' ? Number.NaN : Number(field))));
  const used = rows.map(([, memoryUsed = Number.NaN, memoryTotal = Number.NaN]) => percentOf(memoryUsed, memoryTotal));
  return {
    gpuPercent: mean(rows.map(([utilization = Number.NaN]) => utilization)),
    gpuMemoryPercent: mean(used),
  };
}

function mean(values: readonly number[]): number | undefined {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

async function within<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nvidia-smi has not answered within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

const execute = promisify(execFile);

async function runProgram(program: string, parameters: readonly string[], limitMs: number): Promise<string> {
  const { stdout } = await execute(program, [...parameters], { timeout: limitMs, killSignal: 'SIGKILL' });
  return stdout;
}
