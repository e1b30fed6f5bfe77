/** Resources that a task or a machine can run out of. Their use is a series `<resource>Percent`, see `METRIC_KEYS`. */
export const RESOURCES = ['cpu', 'memory', 'disk', 'network', 'gpu', 'gpuMemory'] as const;

export type Resource = (typeof RESOURCES)[number];

export type Architecture = 'x86_64' | 'arm64';

/**
 * How much of each resource there is: vCPUs of `cpu`, MiB of `memory`, GB of `disk` (instance store), Gbit/s of `network` (what
 * holds without bursts), GPUs of `gpu`, MiB of `gpuMemory` (of all GPUs together). Absent: none, or not told.
 */
export type Capacity = Readonly<Partial<Record<Resource, number>>>;

/** A task size or a type of machine, with what an hour of it costs. */
export interface Size {
  /** E.g. `512/1024` (CPU units and MiB) or `i4i.xlarge`. */
  readonly name: string;
  readonly architecture: Architecture;
  readonly dollarsPerHour: number;
  readonly capacity: Capacity;
  /** E.g. `L4`; absent without GPUs. A percentage of one model says nothing about another one. */
  readonly gpuModel?: string;
}
