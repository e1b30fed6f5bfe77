import type { MachineMeasurement } from '../../agent/ports';
import type { DemandModel } from './demand-model';

/** The machine that each instance is modelled as. */
export interface MachineModel {
  /** Size of the local NVMe. */
  readonly capacityBytes: number;
  /** What it copies from S3, shared by all copies in progress. */
  readonly copyBytesPerSecond: number;
  /** From the first sight of the instance to its agent's first heartbeat. */
  readonly startUpMs: number;
}

/**
 * An i4i.xlarge with its 937 GB of NVMe and its burst of 10 Gbit/s. The start-up time is an assumption: measure your image's.
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/so.html
 */
export const DEFAULT_MACHINE: MachineModel = {
  capacityBytes: 937e9,
  copyBytesPerSecond: 1.2e9,
  startUpMs: 90_000,
};

/** Disks are this full at the mean number of nodes. */
const DISK_FRACTION_AT_MEAN = 0.4;
/** A fleet is sized to run at this part of its nodes' power. */
const TARGET_FRACTION = 0.7;
/** Memory that the service uses without any data, and by how much a full disk raises it. */
const IDLE_MEMORY_PERCENT = 15;
const MEMORY_PERCENT_OF_FULL_DISK = 50;
/** Traffic at 100 % of the CPU. */
const NETWORK_PERCENT_AT_FULL_LOAD = 60;
const QUERIES_PER_SECOND_AT_FULL_LOAD = 1000;
const TRANSACTIONS_PER_SECOND_AT_FULL_LOAD = 200;

/** Returns the bytes of all shards that fill disks to 40 % at the mean number of nodes. */
export function totalShardBytes(meanUnits: number, machine: MachineModel): number {
  return (meanUnits / TARGET_FRACTION) * machine.capacityBytes * DISK_FRACTION_AT_MEAN;
}

/** Returns what a node measures of itself while it serves these shards. */
export function measureMachine(
  shardIds: readonly string[],
  demand: DemandModel,
  machine: MachineModel,
): MachineMeasurement {
  const load = Math.min(1, demand.loadOf(shardIds));
  const usedBytes = demand.bytesOf(shardIds);
  const diskFraction = Math.min(1, usedBytes / machine.capacityBytes);
  return {
    usedBytes,
    capacityBytes: machine.capacityBytes,
    metrics: {
      cpuPercent: 100 * load,
      memoryPercent: IDLE_MEMORY_PERCENT + MEMORY_PERCENT_OF_FULL_DISK * diskFraction,
      diskPercent: 100 * diskFraction,
      networkPercent: NETWORK_PERCENT_AT_FULL_LOAD * load,
      queriesPerSecond: QUERIES_PER_SECOND_AT_FULL_LOAD * load,
      transactionsPerSecond: TRANSACTIONS_PER_SECOND_AT_FULL_LOAD * load,
    },
  };
}
