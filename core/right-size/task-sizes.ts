import type { FargateRate } from './prices';
import type { Architecture, Size } from './size';

/** CPU units of a vCPU. */
export const CPU_UNITS = 1024;

/** CPU units, and least, most and step of the MiB that go with them. */
const FARGATE_COMBINATIONS: readonly (readonly [number, number, number, number])[] = [
  [512, 1024, 4096, 1024],
  [1024, 2048, 8192, 1024],
  [2048, 4096, 16_384, 1024],
  [4096, 8192, 30_720, 1024],
  [8192, 16_384, 61_440, 4096],
  [16_384, 32_768, 122_880, 8192],
];

/** The smallest has no even steps. */
const SMALLEST_CPU_UNITS = 256;
const SMALLEST_MEMORIES: readonly number[] = [512, 1024, 2048];

/** Parts of a node that a task's size is rounded to, at most. */
const NODE_PARTS = 64;
const LEAST_CPU_STEP = 256;
const LEAST_MEMORY_STEP = 512;

/**
 * Part of a node's advertised memory that firmware and kernel may take before the agent registers the rest: AWS's example has 2.5 %, other
 * types more. Karpenter takes off as much where it knows no better.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 * @see https://karpenter.sh/docs/reference/settings/
 */
const UNREGISTERED_PART = 0.075;
/** MiB that AWS has one reserve for the agent and the system, by `ECS_RESERVED_MEMORY`, in its example on the same page. */
const RESERVED_MIB = 256;

/** Returns the size of a task, named `<CPU units>/<MiB>`. */
export function taskSize(
  cpuUnits: number,
  memoryMib: number,
  rest: Pick<Size, 'architecture' | 'dollarsPerHour'>,
): Size {
  return { name: `${cpuUnits}/${memoryMib}`, capacity: { cpu: cpuUnits / CPU_UNITS, memory: memoryMib }, ...rest };
}

/** What a task of that size costs an hour on Fargate, without storage beyond the 20 GB that are free. */
export function fargateDollars(cpuUnits: number, memoryMib: number, rate: FargateRate): number {
  return (cpuUnits / CPU_UNITS) * rate.vcpuHour + (memoryMib / 1024) * rate.gbHour;
}

/**
 * Returns the sizes that Fargate offers. Pure; 74 of them.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
export function fargateSizes(architecture: Architecture, rate: FargateRate): readonly Size[] {
  return fargateCombinations().map(([cpuUnits, memoryMib]) =>
    taskSize(cpuUnits, memoryMib, { architecture, dollarsPerHour: fargateDollars(cpuUnits, memoryMib, rate) }),
  );
}

function fargateCombinations(): readonly (readonly [number, number])[] {
  const smallest = SMALLEST_MEMORIES.map((memory) => [SMALLEST_CPU_UNITS, memory] as const);
  const others = FARGATE_COMBINATIONS.flatMap(([cpuUnits, least, most, step]) =>
    steps(least, most, step).map((memory) => [cpuUnits, memory] as const),
  );
  return [...smallest, ...others];
}

/**
 * What a task costs an hour on a node: the node's price, by the part of processor or memory that the task takes of it, whichever is
 * more. It is saved only once fewer nodes run.
 */
export function dollarsOnNode(cpuUnits: number, memoryMib: number, node: Size): number {
  const { cpu = 0, memory = 0 } = node.capacity;
  return node.dollarsPerHour * Math.max(cpuUnits / CPU_UNITS / cpu, memoryMib / memory);
}

/**
 * Returns sizes of tasks on a node, up to its whole processor and to what surely is left of its memory for tasks: ECS never places
 * a task that asks for more than is registered. Pure; at most 4096 of them.
 */
export function sizesOnNode(node: Size): readonly Size[] {
  const cpuUnits = (node.capacity.cpu ?? 0) * CPU_UNITS;
  const memoryMib = node.capacity.memory ?? 0;
  const mostMemory = memoryMib * (1 - UNREGISTERED_PART) - RESERVED_MIB;
  const cpuStep = Math.max(LEAST_CPU_STEP, cpuUnits / NODE_PARTS);
  const memoryStep = Math.max(LEAST_MEMORY_STEP, memoryMib / NODE_PARTS);
  return steps(cpuStep, cpuUnits, cpuStep).flatMap((cpu) =>
    steps(memoryStep, mostMemory, memoryStep).map((memory) =>
      taskSize(cpu, memory, { architecture: node.architecture, dollarsPerHour: dollarsOnNode(cpu, memory, node) }),
    ),
  );
}

function steps(least: number, most: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((most - least) / step) + 1 }, (_, index) => least + index * step);
}
