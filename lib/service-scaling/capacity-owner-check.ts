import { type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type { IConstruct, IValidation } from 'constructs';
import type { ServiceActuator } from '../../core/contract';
import { findResources, renderResource } from '../synth/rendered-resource';
import { type Fault, renderFault } from '../validation/fleet-construct-error';

type Properties = Readonly<Record<string, unknown>>;

/**
 * Refuses, at synth, a service that nobody scales, and one whose floor or number of tasks has a second writer beside the
 * kit's scaler. It judges what is rendered, so it also sees policies that were put on the scalable target directly.
 */
export class CapacityOwnerCheck implements IValidation {
  constructor(
    private readonly target: appscaling.ScalableTarget,
    private readonly owner: () => ServiceActuator | undefined,
  ) {}

  public validate(): string[] {
    const owner = this.owner();
    const faults =
      owner === 'desired'
        ? [...this.refusePolicies(), ...this.refuseSchedule(owner)]
        : [...this.refuseNoPolicy(), ...(owner === 'floor' ? this.refuseSchedule(owner) : [])];
    return faults.map(renderFault);
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
    const stack = Stack.of(this.target);
    if (Stack.of(policy) !== stack) {
      return false;
    }
    const { ScalingTargetId, ResourceId } = propertiesOf(policy);
    const own = stack.resolve(this.target.scalableTargetId);
    const service = propertiesOf(this.target.node.defaultChild as CfnResource).ResourceId;
    return isSame(ScalingTargetId, own) || isSame(ResourceId, service);
  }
}

function isReactive(policy: CfnResource): boolean {
  return propertiesOf(policy).PolicyType !== 'PredictiveScaling';
}

function isActingForecast(policy: CfnResource): boolean {
  const configuration = propertiesOf(policy).PredictiveScalingPolicyConfiguration as Properties | undefined;
  return configuration?.Mode !== undefined && configuration.Mode !== 'ForecastOnly';
}

function propertiesOf(resource: CfnResource): Properties {
  return renderResource(resource).Properties ?? {};
}

function isSame(left: unknown, right: unknown): boolean {
  return left !== undefined && JSON.stringify(left) === JSON.stringify(right);
}
