import type { ScaledService } from '../../core/contract';
import type { Reason } from '../../core/decision';
import type { ScalableTarget } from '../../core/service-scaling/decide-service';
import { findShortage, type ServiceTasks } from '../../core/service-scaling/find-shortage';
import { inParallel } from '../in-parallel';
import type { KnownService } from './known-services';
import type { ServiceScalerPorts } from './service-scaler-ports';

/** What AWS says of one service. */
export interface ServiceScene {
  readonly target: ScalableTarget | undefined;
  readonly tasks: ServiceTasks | undefined;
  readonly shortage: Reason | undefined;
  /** Since when fewer tasks run than are asked for. */
  readonly shortSinceMs: number | undefined;
}

/** Activities are asked of few services at a time, and only of those that lack tasks. */
const ACTIVITY_WIDTH = 4;
const SECOND_MS = 1000;

/** Reads bounds and tasks of all services, and of those that lack tasks why. By resource id. */
export async function readScenes(
  ports: Pick<ServiceScalerPorts, 'targets' | 'tasks'>,
  known: readonly KnownService[],
  nowMs: number,
): Promise<ReadonlyMap<string, ServiceScene>> {
  const ids = known.map(({ service }) => service.resourceId);
  const [targets, tasks] = await Promise.all([ports.targets.describe(ids), ports.tasks.describe(ids)]);
  const scenes = new Map<string, ServiceScene>();
  await inParallel(ACTIVITY_WIDTH, known, async ({ service, state }) => {
    const target = targets.get(service.resourceId);
    const own = tasks.get(service.resourceId);
    const shortSinceMs = own && isShort(own, target) ? (state?.shortSinceMs ?? nowMs) : undefined;
    const failed = shortSinceMs === undefined ? undefined : await ports.targets.failedActivity(service.resourceId);
    const shortage =
      own &&
      findShortage({
        nowMs,
        tasks: own,
        startUpMs: startUpMs(service),
        ...(shortSinceMs === undefined ? {} : { shortSinceMs }),
        ...(failed ? { failedActivity: failed } : {}),
      });
    scenes.set(service.resourceId, { target, tasks: own, shortage, shortSinceMs });
  });
  return scenes;
}

/** A target whose floor is above desired waits for a scaling activity, as desired above what runs waits for tasks. */
function isShort({ running, desired }: ServiceTasks, target: ScalableTarget | undefined): boolean {
  return running < desired || desired < (target?.floor ?? 0);
}

function startUpMs({ policy }: ScaledService): number {
  const seconds = policy.rules.flatMap((rule) => (rule.kind === 'predictive' ? rule.startUpSeconds : []));
  return SECOND_MS * Math.max(0, ...seconds);
}
