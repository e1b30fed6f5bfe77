import { type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type { IConstruct, IValidation } from 'constructs';
import type { ServiceActuator } from '../../core/contract/scaled-service';
import { findResources, renderResource } from '../synth/rendered-resource';
import { isReference } from '../synth/stack-reference';
import { type Fault, renderFault } from '../validation/fleet-construct-error';

type Properties = Readonly<Record<string, unknown>>;

/** How the kit's scaler writes a service's capacity. */
export interface CapacityOwner {
  readonly actuator: ServiceActuator;
  /** Whether its policy limits what target tracking may do, by windows or by cost. */
  readonly setsCeiling: boolean;
}

/**
 * Refuses, at synth, a service that nobody scales, and one whose floor, ceiling or number of tasks has a second writer beside the
 * kit's scaler. It judges what is rendered, so it also sees policies that were put on the scalable target directly.
 */
export class CapacityOwnerCheck implements IValidation {
  constructor(
    private readonly target: appscaling.ScalableTarget,
    private readonly owner: () => CapacityOwner | undefined,
  ) {}

  public validate(): string[] {
    return this.faultsOf(this.owner()).map(renderFault);
  }

  private faultsOf(owner: CapacityOwner | undefined): Fault[] {
    if (owner === undefined) {
      return this.refuseNoPolicy();
    }
    const ofSchedule = this.refuseSchedule(owner.actuator);
    if (owner.actuator === 'desired') {
      return [...this.refusePolicies(), ...ofSchedule];
    }
    const ofCeiling = owner.setsCeiling ? this.refuseBeyondCeiling() : [];
    return [...this.refuseNoPolicy(), ...ofSchedule, ...ofCeiling];
  }

  private refuseNoPolicy(): Fault[] {
    if (this.policies().some(isReactive)) {
      return [];
    }
    return [
      {
        code: 'NoTarget',
        given: 'no target is tracked, so nothing would ever give tasks back, and without a forecast nothing add any',
        accepted: "at least one target, or a ServiceScaler with actuator 'desired'",
        fix: 'call trackCpuUtilization, trackMemoryUtilization, trackRequestsPerTarget, trackBacklogPerTask or trackMetricPerTask',
      },
    ];
  }

  private refusePolicies(): Fault[] {
    const writers = this.policies().filter((policy) => isReactive(policy) || isActingForecast(policy));
    return writers.map((policy) => ({
      code: 'SecondWriter',
      given: `'${policy.node.path}' sets the number of tasks, which the kit's scaler sets`,
      accepted: "no scaling policy beside the actuator 'desired', except a forecast that only forecasts",
      fix: "remove the policy, or use the actuator 'floor'",
    }));
  }

  /** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredictiveScalingPolicyConfiguration.html */
  private refuseBeyondCeiling(): Fault[] {
    const writers = this.policies().filter((policy) => isActingForecast(policy) && mayGoAbove(policy));
    return writers.map((policy) => ({
      code: 'SecondCeilingWriter',
      given: `'${policy.node.path}' may go above the ceiling, which the kit's scaler sets for a window's ceiling or the cost ceiling of its policy`,
      accepted: 'a forecast that keeps to the ceiling beside such a policy',
      fix: "leave out maxCapacityBufferPercent, or take the window's ceiling and the cost ceiling out of the scaling policy",
    }));
  }

  private refuseSchedule(owner: ServiceActuator): Fault[] {
    const actions = propertiesOf(this.target.node.defaultChild as CfnResource).ScheduledActions;
    if (!Array.isArray(actions) || actions.length === 0) {
      return [];
    }
    return [
      {
        code: 'SecondFloorWriter',
        given: `'${this.target.node.path}' has scheduled actions, and the kit's scaler sets its bounds (actuator '${owner}')`,
        accepted: "no scheduled actions beside the kit's scaler",
        fix: 'give the scaling policy windows instead of calling scheduleCapacity',
      },
    ];
  }

  private policies(): CfnResource[] {
    const scope: IConstruct = Stage.of(this.target) ?? this.target.node.root;
    const policies = findResources(scope, ['AWS::ApplicationAutoScaling::ScalingPolicy']);
    return policies.filter((policy) => this.isOfTarget(policy));
  }

  /** A policy names its target by id, or as the target names the service. */
  private isOfTarget(policy: CfnResource): boolean {
    const [theirs, ours] = [Stack.of(policy), Stack.of(this.target)];
    const { ScalingTargetId, ResourceId } = propertiesOf(policy);
    const { resourceId } = this.target.node.defaultChild as appscaling.CfnScalableTarget;
    return (
      isReference(ScalingTargetId, theirs, ours, this.target.scalableTargetId) ||
      isReference(ResourceId, theirs, ours, resourceId)
    );
  }
}

function isReactive(policy: CfnResource): boolean {
  return propertiesOf(policy).PolicyType !== 'PredictiveScaling';
}

function isActingForecast(policy: CfnResource): boolean {
  const mode = forecastOf(policy)?.Mode;
  return mode !== undefined && mode !== 'ForecastOnly';
}

function mayGoAbove(policy: CfnResource): boolean {
  return forecastOf(policy)?.MaxCapacityBreachBehavior === 'IncreaseMaxCapacity';
}

function forecastOf(policy: CfnResource): Properties | undefined {
  return propertiesOf(policy).PredictiveScalingPolicyConfiguration as Properties | undefined;
}

function propertiesOf(resource: CfnResource): Properties {
  return renderResource(resource).Properties ?? {};
}
