import type { IConstruct } from 'constructs';
import { PropertyChecks } from '../validation/property-checks';
import type { ServiceScalingProps } from './service-scaling-props';
import type { TrackingOptions } from './tracking-props';

/** Most tasks of one service. @see https://docs.aws.amazon.com/general/latest/gr/ecs-service.html */
export const MOST_TASKS = 5000;

/**
 * Refuses bounds and cooldowns that Application Auto Scaling would refuse.
 *
 * @throws FleetConstructError with every fault.
 */
export function checkServiceScaling(construct: IConstruct, props: ServiceScalingProps): void {
  const checks = new PropertyChecks(construct);
  checks.integer('minCapacity', props.minCapacity, { min: 0, max: MOST_TASKS });
  checks.integer('maxCapacity', props.maxCapacity, { min: 1, max: MOST_TASKS });
  checks.ordered('minCapacity', props.minCapacity ?? 1, 'maxCapacity', props.maxCapacity);
  checkCooldowns(checks, props);
  checks.throwIfAny();
}

/** Records a policy, or another child, that there is already. */
export function expectNew(checks: PropertyChecks, construct: IConstruct, id: string, fix: string): void {
  checks.expect(construct.node.tryFindChild(id) === undefined, {
    code: 'PolicyExists',
    given: `the service has a policy '${id}' already`,
    accepted: 'one policy of each id',
    fix,
  });
}

/** Records cooldowns that Application Auto Scaling refuses. */
export function checkCooldowns(checks: PropertyChecks, options: TrackingOptions): void {
  checks.duration('scaleOutCooldown', options.scaleOutCooldown, { min: 0, max: 3600 });
  checks.duration('scaleInCooldown', options.scaleInCooldown, { min: 0, max: 3600 });
}
