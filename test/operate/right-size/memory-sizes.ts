import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import type { UsageSeries } from '../../../core/right-size/usage';
import { type RightSizeHost, rightSizeCommand } from '../../../operate/cli/right-size-command';
import type {
  GroupMachines,
  RightSizePorts,
  SizedService,
  TaskSizes,
  UsageQuery,
} from '../../../operate/right-size/ports';
import { MemoryFleet } from '../memory/memory-fleet';

export const SERVICE: SizedService = {
  cluster: 'shop',
  service: 'web',
  place: 'fargate',
  architecture: 'x86_64',
  tasks: 4,
  taskDefinitionArn: 'arn:web:7',
  cpuUnits: 2048,
  memoryMib: 4096,
  containers: [{ name: 'app', cpuUnits: 0 }],
  sizedSinceMs: 0,
};

/** What right-sizing finds in the world, and what it did there. */
export class MemorySizes implements RightSizePorts {
  service: SizedService = SERVICE;
  series: readonly UsageSeries[] = [];
  group: GroupMachines = { counts: new Map([['i4i.2xlarge', 10]]), oldestLaunchMs: 0, detailedMonitoring: false };
  readonly queries: UsageQuery[] = [];
  readonly spans: number[] = [];
  readonly rolledOut: TaskSizes[] = [];
  readonly clock = () => 1_800_000_000_000;

  readonly usage = {
    read: async (queries: readonly UsageQuery[], fromMs: number, toMs: number) => {
      this.queries.push(...queries);
      this.spans.push(toMs - fromMs);
      return this.series;
    },
  };
  readonly tasks = {
    describe: async () => this.service,
    rollOut: async (_: SizedService, sizes: TaskSizes) => {
      this.rolledOut.push(sizes);
      return 'arn:web:8';
    },
  };
  readonly machines = { describe: async () => this.group };
}

/** What came of a command line. */
export interface Outcome {
  readonly text: string;
  readonly failed: boolean;
  readonly closed: boolean;
  readonly error: Error | undefined;
}

/** Gives the words after `elastic-fleet right-size` to the command. */
export async function rightSize(ports: RightSizePorts, ...words: readonly string[]): Promise<Outcome> {
  const printed: string[] = [];
  const seen = { failed: false, closed: false };
  const fleet = new MemoryFleet(1);
  const host: RightSizeHost = {
    open: async () => ({ address: fleet.address, ports: fleet.ports, close: () => undefined }),
    openRightSize: async () => ({
      ports,
      close: () => {
        seen.closed = true;
      },
    }),
    print: (line) => void printed.push(line),
    progress: () => undefined,
    fail: () => {
      seen.failed = true;
    },
    user: 'jo',
  };
  const command = rightSizeCommand(host)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const program = new Command('elastic-fleet').addCommand(command);
  const error = await program
    .parseAsync(['right-size', ...words], { from: 'user' })
    .then(() => undefined)
    .catch((fault: Error) => fault);
  return { text: printed.join('\n'), ...seen, error };
}

/** Writes a file into a folder of its own, and returns its path. */
export function fileOf(name: string, text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'right-size-')), name);
  writeFileSync(file, text);
  return file;
}
