import type { ScaledService } from '../../core/contract/scaled-service';
import type { Reason } from '../../core/decision';
import type { ScalableTarget } from '../../core/service-scaling/decide-service';
import { findShortage, type ServiceTasks, type Shortfall } from '../../core/service-scaling/find-shortage';
import { observeShortfall } from '../../core/service-scaling/observe-shortfall';
import { attempt } from '../attempt';
import { inParallel } from '../in-parallel';
import type { KnownService } from './known-services';
import type { ServiceScalerPorts } from './service-scaler-ports';

/** What AWS says of one service. */
export interface ServiceScene {
  readonly target: ScalableTarget | undefined;
  readonly tasks: ServiceTasks | undefined;
  readonly shortage: Reason | undefined;
  readonly shortfall: Shortfall | undefined;
}

/** What AWS says of all services. */
export interface Scenes {
  /** By resource id; of services whose tasks could not be read there is none. */
  readonly scenes: ReadonlyMap<string, ServiceScene>;
  /** Of clusters whose tasks could not be read, and of services whose activities: without these nothing says that they failed. */
  readonly errors: readonly Error[];
}

/** Activities are asked of few services at a time, and only of those that lack tasks. */
const ACTIVITY_WIDTH = 4;
const CLUSTER_WIDTH = 4;
const SECOND_MS = 1000;

/** Reads bounds and tasks of all services, and of those that lack tasks why. */
export async function readScenes(
  ports: Pick<ServiceScalerPorts, 'targets' | 'tasks'>,
  known: readonly KnownService[],
  nowMs: number,
): Promise<Scenes> {
  const ids = known.map(({ service }) => service.resourceId);
  const errors: Error[] = [];
  const [targets, tasks] = await Promise.all([ports.targets.describe(ids), readTasks(ports, ids, errors)]);
  const scenes = new Map<string, ServiceScene>();
  const seen = known.filter(({ service }) => tasks.has(service.resourceId));
  await inParallel(ACTIVITY_WIDTH, seen, async ({ service, state }) => {
    const { resourceId } = service;
    const target = targets.get(resourceId);
    const own = tasks.get(resourceId);
    const shortfall = own && observeShortfall(state?.shortfall, { nowMs, tasks: own, floor: target?.floor ?? 0 });
    const failed =
      shortfall &&
      (await attempt(errors, `activities of ${resourceId}`, () => ports.targets.failedActivity(resourceId)));
    const shortage =
      own &&
      findShortage({
        nowMs,
        tasks: own,
        startUpMs: startUpMs(service),
        ...(shortfall ? { shortfall } : {}),
        ...(failed ? { failedActivity: failed } : {}),
      });
    const asked = shortage === undefined ? { askedMs: nowMs } : {};
    scenes.set(resourceId, { target, tasks: own, shortage, shortfall: shortfall && { ...shortfall, ...asked } });
  });
  return { scenes, errors };
}

/** Returns the tasks of each service, or that there is no such one. Rights are given by cluster, so one may refuse to tell. */
async function readTasks(
  { tasks }: Pick<ServiceScalerPorts, 'tasks'>,
  ids: readonly string[],
  errors: Error[],
): Promise<ReadonlyMap<string, ServiceTasks | undefined>> {
  const read = new Map<string, ServiceTasks | undefined>();
  await inParallel(CLUSTER_WIDTH, [...new Set(ids.map(clusterOf))], async (cluster) => {
    const own = ids.filter((id) => clusterOf(id) === cluster);
    const answer = await attempt(errors, `tasks of ${cluster}`, () => tasks.describe(own));
    for (const id of answer ? own : []) {
      read.set(id, answer?.get(id));
    }
  });
  return read;
}

function clusterOf(resourceId: string): string {
  return resourceId.slice(0, resourceId.lastIndexOf('/'));
}

function startUpMs({ policy }: ScaledService): number {
  const seconds = policy.rules.flatMap((rule) => (rule.kind === 'predictive' ? rule.startUpSeconds : []));
  return SECOND_MS * Math.max(0, ...seconds);
}
