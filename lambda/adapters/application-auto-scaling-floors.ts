import {
  type ApplicationAutoScalingClient,
  paginateDescribeScalableTargets,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { FloorPort } from '../ports';

const SERVICE = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/**
 * Resource ids in one call.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
 */
const IDS_PER_CALL = 50;

/** Floors of ECS services that are scalable targets. */
export class ApplicationAutoScalingFloors implements FloorPort {
  constructor(private readonly client: ApplicationAutoScalingClient) {}

  async read(resourceIds: readonly string[]) {
    const floors = new Map<string, { readonly floor: number; readonly ceiling: number }>();
    for (let start = 0; start < resourceIds.length; start += IDS_PER_CALL) {
      const pages = paginateDescribeScalableTargets(
        { client: this.client },
        { ...SERVICE, ResourceIds: resourceIds.slice(start, start + IDS_PER_CALL) },
      );
      for await (const page of pages) {
        for (const target of page.ScalableTargets ?? []) {
          if (target.ResourceId !== undefined) {
            floors.set(target.ResourceId, { floor: target.MinCapacity ?? 0, ceiling: target.MaxCapacity ?? 0 });
          }
        }
      }
    }
    return floors;
  }

  /** Leaves the ceiling as it is: what a registration does not name stays. */
  async setFloor(resourceId: string, floor: number): Promise<void> {
    await this.client.send(
      new RegisterScalableTargetCommand({ ...SERVICE, ResourceId: resourceId, MinCapacity: floor }),
    );
  }
}
