import { machineSizes } from '../../core/right-size/machine-sizes';
import type { Prices } from '../../core/right-size/prices';
import type { Size } from '../../core/right-size/size';
import { OperateError } from '../operate-error';
import { findMachine } from './find-machine';
import type { GroupMachines, RightSizePorts, UsageQuery } from './ports';
import type { SizingSubject } from './sizing-subject';
import { usageWindow } from './usage-window';

/** Which group, and how it is to be read. */
export interface FleetWish {
  readonly name: string;
  readonly groupName: string;
  readonly days: number;
  /** Trusts that the type was the same in all those days. */
  readonly sameSize: boolean;
  /** Where the instance store is mounted on the nodes. */
  readonly mountPath: string;
  readonly prices: Prices;
}

/**
 * Returns what a fleet's nodes are and how the busiest of them was used. Processor and network come from EC2; memory, disk and GPUs
 * only where the CloudWatch agent runs and sums its metrics up by group.
 * @throws OperateError when the group is empty, or has nodes of several types.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html
 */
export async function readFleet(ports: RightSizePorts, wish: FleetWish): Promise<SizingSubject> {
  const group = await ports.machines.describe(wish.groupName);
  const type = onlyType(wish.name, group);
  const current = findMachine(type, wish.prices);
  const nowMs = ports.clock();
  const queries = fleetQueries(wish, group, current);
  const window = usageWindow({ nowMs, days: wish.days, sameSize: wish.sameSize }, group.oldestLaunchMs);
  const series = await ports.usage.read(queries, window.fromMs, nowMs);
  return {
    name: wish.name,
    unit: 'node',
    units: group.counts.get(type) ?? 0,
    current,
    sizes: machineSizes(wish.prices),
    series,
    notes: [...window.notes, 'vCPUs of another family may do more or less: try one node first'],
  };
}

function onlyType(name: string, { counts }: GroupMachines): string {
  const [type, other] = counts.keys();
  if (type === undefined) {
    throw new OperateError(`the fleet ${name} runs no instance now; try again when it does`);
  }
  if (other !== undefined) {
    const types = [...counts].map(([one, count]) => `${count} ${one}`).join(', ');
    throw new OperateError(
      `the fleet ${name} runs ${types}: percentages of different machines cannot be compared; export those of one type and give --csv`,
    );
  }
  return type;
}

function fleetQueries(wish: FleetWish, { detailedMonitoring }: GroupMachines, current: Size): readonly UsageQuery[] {
  const dimensions = { AutoScalingGroupName: wish.groupName };
  const ec2 = { namespace: 'AWS/EC2', dimensions };
  const agent = { namespace: 'CWAgent', dimensions };
  // A value is the bytes of a minute, or of five.
  const toPercent = networkPercentPerByte(current, detailedMonitoring ? 60 : 300);
  const queries: UsageQuery[] = [
    { ...ec2, resource: 'cpu', name: 'CPUUtilization', toPercent: 1 },
    { ...agent, resource: 'memory', name: 'mem_used_percent', toPercent: 1 },
    {
      ...agent,
      resource: 'disk',
      name: 'disk_used_percent',
      dimensions: { ...dimensions, path: wish.mountPath },
      toPercent: 1,
    },
  ];
  if (toPercent !== undefined) {
    queries.push({ ...ec2, resource: 'network', name: 'NetworkIn', toPercent });
    queries.push({ ...ec2, resource: 'network', name: 'NetworkOut', toPercent });
  }
  return [...queries, ...gpuQueries(agent, current)];
}

function networkPercentPerByte({ capacity }: Size, seconds: number): number | undefined {
  return capacity.network === undefined ? undefined : (8 * 100) / (seconds * capacity.network * 1e9);
}

function gpuQueries(
  agent: Pick<UsageQuery, 'namespace' | 'dimensions'>,
  { capacity: { gpu, gpuMemory } }: Size,
): readonly UsageQuery[] {
  if (gpu === undefined || gpuMemory === undefined) {
    return [];
  }
  return [
    { ...agent, resource: 'gpu', name: 'nvidia_smi_utilization_gpu', toPercent: 1 },
    // MiB of one GPU.
    { ...agent, resource: 'gpuMemory', name: 'nvidia_smi_memory_used', toPercent: 100 / (gpuMemory / gpu) },
  ];
}
