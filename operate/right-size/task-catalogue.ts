import type { Prices } from '../../core/right-size/prices';
import type { Architecture, Size } from '../../core/right-size/size';
import { dollarsOnNode, fargateDollars, fargateSizes, sizesOnNode, taskSize } from '../../core/right-size/task-sizes';
import { OperateError } from '../operate-error';
import { findMachine } from './find-machine';

/** The size of a task, and where it runs. */
export interface TaskOnPlace {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly architecture: Architecture;
  /** Instance type of the nodes; absent on Fargate. */
  readonly nodeType?: string;
}

/** A size with those that may take its place. */
export interface Catalogue {
  readonly current: Size;
  readonly sizes: readonly Size[];
}

/** Returns the task's size and all that it could have instead. @throws OperateError when the prices lack what it runs on. */
export function taskCatalogue(task: TaskOnPlace, prices: Prices): Catalogue {
  const { cpuUnits, memoryMib, architecture, nodeType } = task;
  if (nodeType !== undefined) {
    const node = findMachine(nodeType, prices);
    const dollarsPerHour = dollarsOnNode(cpuUnits, memoryMib, node);
    const current = taskSize(cpuUnits, memoryMib, { architecture: node.architecture, dollarsPerHour });
    // It runs there, so that it may stay, whatever else would be too large.
    const others = sizesOnNode(node).filter(({ name }) => name !== current.name);
    return { current, sizes: [current, ...others] };
  }
  const rate = prices.fargate?.[architecture];
  if (rate === undefined) {
    throw new OperateError(`the prices have none for Fargate on ${architecture}; add fargate.${architecture} to them`);
  }
  const dollarsPerHour = fargateDollars(cpuUnits, memoryMib, rate);
  return {
    current: taskSize(cpuUnits, memoryMib, { architecture, dollarsPerHour }),
    sizes: fargateSizes(architecture, rate),
  };
}
