import type { Size } from '../../core/right-size/size';
import { CPU_UNITS } from '../../core/right-size/task-sizes';
import { OperateError } from '../operate-error';
import type { SizedContainer, SizedService, TaskSizes } from './ports';

/**
 * Returns the sizes of task and containers for a new size: what a container has equal to its task grows and shrinks with it, all
 * else stays. Pure.
 * @throws OperateError when that does not fit into the new size.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function planTaskSizes(service: SizedService, size: Size): TaskSizes {
  const cpuUnits = Math.round((size.capacity.cpu ?? 0) * CPU_UNITS);
  const memoryMib = size.capacity.memory ?? 0;
  const containers = service.containers.map((container) => follow(container, service, { cpuUnits, memoryMib }));
  const faults = [
    ...tooMuch(
      'CPU units',
      sumOf(containers, (one) => one.cpuUnits),
      cpuUnits,
    ),
    ...tooMuch(
      'MiB of soft limits',
      sumOf(containers, (one) => one.reservationMib ?? 0),
      memoryMib,
    ),
    ...containers.flatMap((one) => tooMuch(`MiB of container ${one.name}`, one.memoryMib ?? 0, memoryMib)),
  ];
  if (faults.length > 0) {
    throw new OperateError(
      `the containers do not fit into ${size.name}: ${faults.join(', ')}. Change them in the stack, and deploy it`,
    );
  }
  return { cpuUnits, memoryMib, containers };
}

function follow(
  container: SizedContainer,
  before: SizedService,
  next: Pick<TaskSizes, 'cpuUnits' | 'memoryMib'>,
): SizedContainer {
  const memoryOf = (mib: number) => (mib === before.memoryMib ? next.memoryMib : mib);
  const { name, cpuUnits, memoryMib, reservationMib } = container;
  return {
    name,
    cpuUnits: cpuUnits === before.cpuUnits ? next.cpuUnits : cpuUnits,
    ...(memoryMib === undefined ? {} : { memoryMib: memoryOf(memoryMib) }),
    ...(reservationMib === undefined ? {} : { reservationMib: memoryOf(reservationMib) }),
  };
}

function sumOf(containers: readonly SizedContainer[], amount: (container: SizedContainer) => number): number {
  return containers.reduce((sum, container) => sum + amount(container), 0);
}

function tooMuch(what: string, needed: number, there: number): readonly string[] {
  return needed > there ? [`${needed} ${what}, there are ${there}`] : [];
}
