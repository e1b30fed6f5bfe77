import { machineSizes } from '../../core/right-size/machine-sizes';
import type { Prices } from '../../core/right-size/prices';
import type { Architecture } from '../../core/right-size/size';
import { CPU_UNITS } from '../../core/right-size/task-sizes';
import type { UsageSeries } from '../../core/right-size/usage';
import { OperateError } from '../operate-error';
import { findMachine } from './find-machine';
import { HIGHEST_FRACTION, parseUsage } from './parse-usage';
import type { SizingSubject } from './sizing-subject';
import { type TaskOnPlace, taskCatalogue } from './task-catalogue';

const MINUTES_A_DAY = 1440;

/** What a file of use is about. */
export interface FileWish {
  readonly name: string;
  readonly text: string;
  /** Last days of the file that count. */
  readonly days: number;
  /** `<CPU units>/<MiB>` of a task, or an instance type. */
  readonly size: string;
  readonly units: number;
  readonly architecture: Architecture;
  readonly nodeType?: string;
  readonly prices: Prices;
}

/** Returns what was measured elsewhere. @throws OperateError when file or size cannot be used. */
export function readFileUse(wish: FileWish): SizingSubject {
  const series = lastDays(parseUsage(wish.text, wish.name), wish.days);
  const notes = series.flatMap(shareNote);
  const { name, units, prices, nodeType, architecture } = wish;
  const [, cpu, memory] = /^(\d+)\/(\d+)$/.exec(wish.size) ?? [];
  if (cpu === undefined || memory === undefined) {
    const current = findMachine(wish.size, prices);
    return { name, unit: 'node', units, current, sizes: machineSizes(prices), series, notes };
  }
  const task = { cpuUnits: Number(cpu), memoryMib: Number(memory), architecture, nodeType };
  demandRoom(task, prices);
  const { current, sizes } = taskCatalogue(task, prices);
  if (nodeType === undefined && sizes.every((size) => size.name !== current.name)) {
    throw new OperateError(
      `Fargate has no tasks of ${wish.size}; give CPU units and MiB that it has, or --node-type for tasks on nodes`,
    );
  }
  return { name, unit: 'task', units, current, sizes, series, notes };
}

/** @throws OperateError when no such task can run on the node that is named: then the use is of another one. */
function demandRoom({ cpuUnits, memoryMib, nodeType }: TaskOnPlace, prices: Prices): void {
  if (nodeType === undefined) {
    return;
  }
  const { cpu = 0, memory = 0 } = findMachine(nodeType, prices).capacity;
  const [mostUnits, mostMib] = [cpu * CPU_UNITS, memory];
  if (cpuUnits < 1 || memoryMib < 1 || cpuUnits > mostUnits || memoryMib > mostMib) {
    throw new OperateError(
      `no task of ${cpuUnits}/${memoryMib} runs on ${nodeType}, which has ${mostUnits}/${mostMib}; give the size of the task and the type of its node`,
    );
  }
}

/** A network is hardly used by many nodes; of what else is, so little is most likely told in another unit than the other columns. */
function shareNote({ resource, points }: UsageSeries): readonly string[] {
  const peak = points.reduce((most, { percent }) => Math.max(most, percent), 0);
  return resource === 'network' || peak === 0 || peak > HIGHEST_FRACTION
    ? []
    : [`${resource}Percent is never above 1: if it is a share of 1, give percentages, e.g. 45 and not 0.45`];
}

function lastDays(series: readonly UsageSeries[], days: number): readonly UsageSeries[] {
  const last = Math.max(...series.map((one) => one.points.at(-1)?.minute ?? Number.NEGATIVE_INFINITY));
  return series.map((one) => ({
    ...one,
    points: one.points.filter((point) => point.minute > last - days * MINUTES_A_DAY),
  }));
}
