import type { ScaledService } from '../../core/contract';
import type { Reason } from '../../core/decision';
import type { ScalableTarget } from '../../core/service-scaling/decide-service';
import { findShortage, type ServiceTasks } from '../../core/service-scaling/find-shortage';
import { observeShortfall, type Shortfall } from '../../core/service-scaling/observe-shortfall';
import { inParallel } from '../in-parallel';
import { attempt } from './attempt';
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
  /** By resource id. */
  readonly scenes: ReadonlyMap<string, ServiceScene>;
  /** Of services whose activities could not be read: without these nothing says that they failed. */
  readonly errors: readonly Error[];
}

/** Activities are asked of few services at a time, and only of those that lack tasks. */
const ACTIVITY_WIDTH = 4;
const SECOND_MS = 1000;

/** Reads bounds and tasks of all services, and of those that lack tasks why. */
export async function readScenes(
  ports: Pick<ServiceScalerPorts, 'targets' | 'tasks'>,
  known: readonly KnownService[],
  nowMs: number,
): Promise<Scenes> {
  const ids = known.map(({ service }) => service.resourceId);
  const [targets, tasks] = await Promise.all([ports.targets.describe(ids), ports.tasks.describe(ids)]);
  const scenes = new Map<string, ServiceScene>();
  const errors: Error[] = [];
  await inParallel(ACTIVITY_WIDTH, known, async ({ service, state }) => {
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
        ...(shortfall ? { shortSinceMs: shortfall.sinceMs } : {}),
        ...(failed ? { failedActivity: failed } : {}),
      });
    scenes.set(resourceId, { target, tasks: own, shortage, shortfall });
  });
  return { scenes, errors };
}

function startUpMs({ policy }: ScaledService): number {
  const seconds = policy.rules.flatMap((rule) => (rule.kind === 'predictive' ? rule.startUpSeconds : []));
  return SECOND_MS * Math.max(0, ...seconds);
}
