import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NodeMetrics } from '../../core/fleet/node';
import type { MachineMeasurement, MachinePort } from '../ports';
import { Graphics } from './graphics';
import { measureRoom, refusalOf, type StoreRoom } from './instance-store';
import { parseMemoryPercent, parseNetworkBytes, parseProcessorTimes, percentOf } from './parse-proc';
import { cpuPercentSince, type MachineCounters, networkPercentSince } from './usage-since';

/** What is measured, and where. */
export interface LinuxMachineOptions {
  /** Folder on the instance store that holds the copies of shards. */
  readonly dataFolder: string;
  /** The machine's monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /**
   * Bandwidth of the instance in bits per second. Neither the machine nor its metadata tells it: it stands in
   * DescribeInstanceTypes.
   *
   * @default - network use is not measured
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-network-bandwidth.html
   */
  readonly networkBitsPerSecond?: number;
  /** Where the kernel shows its counters. @default '/proc' */
  readonly procFolder?: string;
  /** @default - the NVIDIA driver, where there is one */
  readonly graphics?: Graphics;
}

/**
 * A Linux machine that measures itself. Processor and network use are means since the last measurement, so the first one
 * has neither. A metric that cannot be measured is left out with its fault, and never keeps the others from being sent.
 */
export class LinuxMachine implements MachinePort {
  private readonly graphics: Graphics;
  private before: MachineCounters | undefined;

  constructor(private readonly options: LinuxMachineOptions) {
    this.graphics = options.graphics ?? new Graphics();
  }

  /** @throws MissingFolderError when the data folder is missing: without its size no heartbeat can be made */
  async measure(): Promise<MachineMeasurement> {
    const { dataFolder } = this.options;
    const room = await measureRoom(dataFolder);
    const faults: unknown[] = [];
    const [refuses, counters, memoryPercent, graphics] = await Promise.all([
      refusalOf(dataFolder, room),
      orNothing(this.readCounters(), faults),
      orNothing(this.read('meminfo').then(parseMemoryPercent), faults),
      orNothing(this.graphics.measure(), faults),
    ]);
    const metrics = { ...this.usage(counters), memoryPercent, diskPercent: diskPercent(room), ...graphics };
    this.before = counters ?? this.before;
    return { metrics: known(metrics), ...room, refuses, faults };
  }

  private usage(now: MachineCounters | undefined): { cpuPercent?: number; networkPercent?: number } {
    const { before } = this;
    const { networkBitsPerSecond } = this.options;
    if (before === undefined || now === undefined) {
      return {};
    }
    return {
      cpuPercent: cpuPercentSince(before, now),
      networkPercent: networkBitsPerSecond ? networkPercentSince(before, now, networkBitsPerSecond) : undefined,
    };
  }

  private async readCounters(): Promise<MachineCounters> {
    const [stat, networkDevices] = await Promise.all([this.read('stat'), this.read('net/dev')]);
    return {
      atMs: this.options.clock(),
      processor: parseProcessorTimes(stat),
      network: parseNetworkBytes(networkDevices),
    };
  }

  private read(name: string): Promise<string> {
    return readFile(path.join(this.options.procFolder ?? '/proc', name), 'utf8');
  }
}

async function orNothing<Value>(measuring: Promise<Value>, faults: unknown[]): Promise<Value | undefined> {
  try {
    return await measuring;
  } catch (error) {
    faults.push(error);
    return undefined;
  }
}

function diskPercent({ usedBytes, capacityBytes }: StoreRoom): number {
  return percentOf(usedBytes, capacityBytes);
}

function known(metrics: NodeMetrics): NodeMetrics {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== undefined));
}
