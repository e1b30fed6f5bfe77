import {
  type ApplicationAutoScalingClient,
  type ScalableTarget as AwsTarget,
  ConcurrentUpdateException,
  DescribeScalingActivitiesCommand,
  paginateDescribeScalableTargets,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { ScalableTarget, TargetBounds } from '../../core/service-scaling/decide-service';
import type { ServiceMessage } from '../../core/service-scaling/find-shortage';
import type { TargetPort } from '../service-scaler/service-scaler-ports';

const SERVICE = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/**
 * Resource ids in one call.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
 */
const IDS_PER_CALL = 50;

/** ECS services that are scalable targets. */
export class ApplicationAutoScalingTargets implements TargetPort {
  constructor(private readonly client: ApplicationAutoScalingClient) {}

  async describe(resourceIds: readonly string[]): Promise<ReadonlyMap<string, ScalableTarget>> {
    const targets = new Map<string, ScalableTarget>();
    for (let start = 0; start < resourceIds.length; start += IDS_PER_CALL) {
      const pages = paginateDescribeScalableTargets(
        { client: this.client },
        { ...SERVICE, ResourceIds: resourceIds.slice(start, start + IDS_PER_CALL) },
      );
      for await (const page of pages) {
        for (const target of page.ScalableTargets ?? []) {
          if (target.ResourceId !== undefined) {
            targets.set(target.ResourceId, toTarget(target));
          }
        }
      }
    }
    return targets;
  }

  /** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html newest first */
  async failedActivity(resourceId: string): Promise<ServiceMessage | undefined> {
    const command = new DescribeScalingActivitiesCommand({ ...SERVICE, ResourceId: resourceId, MaxResults: 1 });
    const { ScalingActivities: [newest] = [] } = await this.client.send(command);
    if (newest?.StatusCode !== 'Failed') {
      return undefined;
    }
    const atMs = (newest.EndTime ?? newest.StartTime)?.getTime() ?? 0;
    return { atMs, message: newest.StatusMessage ?? newest.Description ?? 'no message' };
  }

  /** What a registration does not name stays. A second change at the same time is refused and mended by the next tick. */
  async setBounds(resourceId: string, { floor, ceiling }: Partial<TargetBounds>): Promise<boolean> {
    const bounds = {
      ...(floor === undefined ? {} : { MinCapacity: floor }),
      ...(ceiling === undefined ? {} : { MaxCapacity: ceiling }),
    };
    try {
      await this.client.send(new RegisterScalableTargetCommand({ ...SERVICE, ResourceId: resourceId, ...bounds }));
      return true;
    } catch (error) {
      if (error instanceof ConcurrentUpdateException) {
        return false;
      }
      throw error;
    }
  }
}

function toTarget({ MinCapacity, MaxCapacity, SuspendedState = {} }: AwsTarget): ScalableTarget {
  const suspensions = [
    SuspendedState.DynamicScalingInSuspended,
    SuspendedState.DynamicScalingOutSuspended,
    SuspendedState.ScheduledScalingSuspended,
  ];
  return { floor: MinCapacity ?? 0, ceiling: MaxCapacity ?? 0, suspended: suspensions.includes(true) };
}
