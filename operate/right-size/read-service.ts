import type { Prices } from '../../core/right-size/prices';
import { OperateError } from '../operate-error';
import type { RightSizePorts, SizedService, UsageQuery } from './ports';
import type { SizingSubject } from './sizing-subject';
import { taskCatalogue } from './task-catalogue';
import { daysAgo, usageWindow } from './usage-window';

/** Which service, and how it is to be read. */
export interface ServiceWish {
  readonly cluster: string;
  readonly service: string;
  readonly days: number;
  /** Trusts that the size was the same in all those days. */
  readonly sameSize: boolean;
  /** Instance type that the tasks run on; needed unless they run on Fargate. */
  readonly nodeType?: string;
  readonly prices: Prices;
}

/** A service, with the same as a subject. */
export interface ReadService {
  readonly service: SizedService;
  readonly subject: SizingSubject;
}

/**
 * Returns an ECS service's size and how its busiest task used it.
 * @throws OperateError when the service is not there, or runs on nodes whose type was not given.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
 */
export async function readService(ports: RightSizePorts, wish: ServiceWish): Promise<ReadService> {
  const windowWish = { nowMs: ports.clock(), days: wish.days, sameSize: wish.sameSize };
  const service = await ports.tasks.describe(wish.cluster, wish.service, daysAgo(windowWish));
  const name = `${wish.cluster}/${wish.service}`;
  if (service.place === 'nodes' && wish.nodeType === undefined) {
    throw new OperateError(`the tasks of ${name} run on nodes: give their instance type with --node-type`);
  }
  const window = usageWindow(windowWish, service.sizedSinceMs);
  const series = await ports.usage.read(serviceQueries(wish), window.fromMs, windowWish.nowMs);
  const nodeType = service.place === 'nodes' ? wish.nodeType : undefined;
  const { current, sizes } = taskCatalogue({ ...service, nodeType }, wish.prices);
  const subject: SizingSubject = {
    name,
    unit: 'task',
    units: Math.max(1, service.tasks),
    current,
    sizes,
    series,
    notes: [...window.notes, ...notesOf(service)],
  };
  return { service, subject };
}

function serviceQueries({ cluster, service }: ServiceWish): readonly UsageQuery[] {
  const query = { namespace: 'AWS/ECS', dimensions: { ClusterName: cluster, ServiceName: service }, toPercent: 1 };
  return [
    { ...query, resource: 'cpu', name: 'CPUUtilization' },
    { ...query, resource: 'memory', name: 'MemoryUtilization' },
  ];
}

function notesOf({ place, tasks }: SizedService): readonly string[] {
  const notes = [
    'if the service scales on CPU, its policy will ask for as many vCPUs as before: then only memory is saved',
  ];
  if (place === 'fargate-spot') {
    notes.push('some tasks run on Fargate Spot, which costs less: read the percentage, not the dollars');
  }
  if (place === 'nodes') {
    notes.push('tasks on nodes save money only once fewer nodes run');
  }
  if (tasks === 0) {
    notes.push('no task runs now: the dollars are those of one');
  }
  return notes;
}
