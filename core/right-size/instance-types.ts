import type { Architecture } from './size';

/** What an instance of a type has. */
export interface InstanceType {
  readonly name: string;
  readonly architecture: Architecture;
  readonly vcpus: number;
  readonly memoryGib: number;
  /** Instance store. @default - none */
  readonly diskGb?: number;
  /** What holds without bursts. @default - not told */
  readonly networkGbps?: number;
  /** @default - no GPU */
  readonly gpus?: { readonly count: number; readonly model: string; readonly memoryMib: number };
}

/** Name, architecture, vCPUs, GiB, GB of instance store, Gbit/s of baseline; GPUs, their model, MiB of all of them. */
type Row = readonly [string, Architecture, number, number, number, number, number?, string?, number?];

const ROWS: readonly Row[] = [
  ['i4i.large', 'x86_64', 2, 16, 468, 0.781],
  ['i4i.xlarge', 'x86_64', 4, 32, 937, 1.875],
  ['i4i.2xlarge', 'x86_64', 8, 64, 1875, 4.687],
  ['i4i.4xlarge', 'x86_64', 16, 128, 3750, 9.375],
  ['i4i.8xlarge', 'x86_64', 32, 256, 7500, 18.75],
  ['i4i.12xlarge', 'x86_64', 48, 384, 11250, 28.125],
  ['i4i.16xlarge', 'x86_64', 64, 512, 15000, 37.5],
  ['i4i.24xlarge', 'x86_64', 96, 768, 22500, 56.25],
  ['i4i.32xlarge', 'x86_64', 128, 1024, 30000, 75],
  ['i4g.large', 'arm64', 2, 16, 468, 0.781],
  ['i4g.xlarge', 'arm64', 4, 32, 937, 1.875],
  ['i4g.2xlarge', 'arm64', 8, 64, 1875, 4.687],
  ['i4g.4xlarge', 'arm64', 16, 128, 3750, 9.375],
  ['i4g.8xlarge', 'arm64', 32, 256, 7500, 18.75],
  ['i4g.16xlarge', 'arm64', 64, 512, 15000, 37.5],
  ['i3en.large', 'x86_64', 2, 16, 1250, 2.1],
  ['i3en.xlarge', 'x86_64', 4, 32, 2500, 4.2],
  ['i3en.2xlarge', 'x86_64', 8, 64, 5000, 8.4],
  ['i3en.3xlarge', 'x86_64', 12, 96, 7500, 12.5],
  ['i3en.6xlarge', 'x86_64', 24, 192, 15000, 25],
  ['i3en.12xlarge', 'x86_64', 48, 384, 30000, 50],
  ['i3en.24xlarge', 'x86_64', 96, 768, 60000, 100],
  ['g5.xlarge', 'x86_64', 4, 16, 250, 2.5, 1, 'A10G', 22888],
  ['g5.2xlarge', 'x86_64', 8, 32, 450, 5, 1, 'A10G', 22888],
  ['g5.4xlarge', 'x86_64', 16, 64, 600, 10, 1, 'A10G', 22888],
  ['g5.8xlarge', 'x86_64', 32, 128, 900, 25, 1, 'A10G', 22888],
  ['g5.12xlarge', 'x86_64', 48, 192, 3800, 40, 4, 'A10G', 91552],
  ['g5.16xlarge', 'x86_64', 64, 256, 1900, 25, 1, 'A10G', 22888],
  ['g5.24xlarge', 'x86_64', 96, 384, 3800, 50, 4, 'A10G', 91552],
  ['g5.48xlarge', 'x86_64', 192, 768, 7600, 100, 8, 'A10G', 183104],
  ['g6.xlarge', 'x86_64', 4, 16, 250, 2.5, 1, 'L4', 22888],
  ['g6.2xlarge', 'x86_64', 8, 32, 450, 5, 1, 'L4', 22888],
  ['g6.4xlarge', 'x86_64', 16, 64, 600, 10, 1, 'L4', 22888],
  ['g6.8xlarge', 'x86_64', 32, 128, 900, 25, 1, 'L4', 22888],
  ['g6.12xlarge', 'x86_64', 48, 192, 3760, 40, 4, 'L4', 91552],
  ['g6.16xlarge', 'x86_64', 64, 256, 1880, 25, 1, 'L4', 22888],
  ['g6.24xlarge', 'x86_64', 96, 384, 3760, 50, 4, 'L4', 91552],
  ['g6.48xlarge', 'x86_64', 192, 768, 7520, 100, 8, 'L4', 183104],
  ['g6e.xlarge', 'x86_64', 4, 32, 250, 2.5, 1, 'L40S', 45776],
  ['g6e.2xlarge', 'x86_64', 8, 64, 450, 5, 1, 'L40S', 45776],
  ['g6e.4xlarge', 'x86_64', 16, 128, 600, 20, 1, 'L40S', 45776],
  ['g6e.8xlarge', 'x86_64', 32, 256, 900, 25, 1, 'L40S', 45776],
  ['g6e.12xlarge', 'x86_64', 48, 384, 3800, 100, 4, 'L40S', 183104],
  ['g6e.16xlarge', 'x86_64', 64, 512, 1900, 35, 1, 'L40S', 45776],
  ['g6e.24xlarge', 'x86_64', 96, 768, 3800, 200, 4, 'L40S', 183104],
  ['g6e.48xlarge', 'x86_64', 192, 1536, 7600, 400, 8, 'L40S', 366208],
  ['p4d.24xlarge', 'x86_64', 96, 1152, 8000, 400, 8, 'A100', 327680],
  ['p5.4xlarge', 'x86_64', 16, 256, 3800, 100, 1, 'H100', 81920],
  ['p5.48xlarge', 'x86_64', 192, 2048, 30400, 3200, 8, 'H100', 655360],
];

/**
 * Types with instance store or NVIDIA GPUs that the kit's node groups are made for, as DescribeInstanceTypes tells them.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html
 */
export const INSTANCE_TYPES: readonly InstanceType[] = ROWS.map(toInstanceType);

function toInstanceType([
  name,
  architecture,
  vcpus,
  memoryGib,
  diskGb,
  networkGbps,
  count,
  model,
  memoryMib,
]: Row): InstanceType {
  const hasGpus = count !== undefined && model !== undefined && memoryMib !== undefined;
  const gpus = hasGpus ? { gpus: { count, model, memoryMib } } : {};
  return { name, architecture, vcpus, memoryGib, diskGb, networkGbps, ...gpus };
}
