import { type CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct, IValidation } from 'constructs';
import { findResources, renderResource } from '../synth/rendered-resource';
import { type Fault, renderFault } from '../validation/fleet-construct-error';
import { refersToGroup } from './group-reference';
import { refuseGroupSettings } from './group-settings-check';
import type { Workload } from './workload';

/** A resource type that can set a group's desired capacity. */
interface Writer {
  /** Property that names the group. */
  readonly property: string;
  /** What it does to the group; undefined if with these properties it does nothing. */
  readonly describe: (value: unknown, resource: CfnResource) => string | undefined;
  readonly fix: string;
}

const CAPACITY_WRITERS: Readonly<Record<string, Writer>> = {
  'AWS::AutoScaling::ScalingPolicy': {
    property: 'AutoScalingGroupName',
    describe: () => 'is a scaling policy of the group',
    fix: 'remove the policy and set thresholds on the fleet instead',
  },
  'AWS::AutoScaling::ScheduledAction': {
    property: 'AutoScalingGroupName',
    describe: () => 'is a scheduled action of the group',
    fix: 'remove the action and use the schedule of the fleet instead',
  },
  'AWS::AutoScalingPlans::ScalingPlan': {
    property: 'ScalingInstructions',
    describe: () => 'is a scaling plan that covers the group',
    fix: 'take the group out of the plan',
  },
};

const STATEFUL_WRITERS: Readonly<Record<string, Writer>> = {
  ...CAPACITY_WRITERS,
  'AWS::AutoScaling::WarmPool': {
    property: 'AutoScalingGroupName',
    describe: () => 'is a warm pool of the group: it starts and stops instances, and a stop loses the local NVMe',
    fix: 'remove the warm pool and raise minCapacity',
  },
  'AWS::AutoScaling::LifecycleHook': {
    property: 'AutoScalingGroupName',
    describe: describeHook,
    fix: 'do not add the group to the cluster as a capacity provider; place its services with the EC2 launch type',
  },
  'AWS::ECS::CapacityProvider': {
    property: 'AutoScalingGroupProvider',
    describe: describeCapacityProvider,
    fix: 'set enableManagedScaling, enableManagedTerminationProtection and enableManagedDraining of it to false',
  },
};

/**
 * Refuses, at synth, every second writer of a group's desired capacity, wherever in the app it was added.
 *
 * It runs after all aspects, on what will be rendered, so that overrides and raw resources count as well.
 */
export class SecondWriterCheck implements IValidation {
  constructor(
    private readonly group: CfnResource,
    private readonly workload: Workload,
  ) {}

  public validate(): string[] {
    const faults = [
      ...refuseGroupSettings(renderResource(this.group), this.workload),
      ...this.candidates().flatMap((candidate) => this.refuse(candidate)),
    ];
    return faults.map(renderFault);
  }

  private writers(): Readonly<Record<string, Writer>> {
    switch (this.workload._kind) {
      case 'stateful':
        return STATEFUL_WRITERS;
      case 'ecsManaged':
        return CAPACITY_WRITERS;
      case 'stateless':
        return {};
    }
  }

  private candidates(): CfnResource[] {
    const scope: IConstruct = Stage.of(this.group) ?? this.group.node.root;
    return findResources(scope, Object.keys(this.writers()));
  }

  private refuse(candidate: CfnResource): Fault[] {
    const writer = this.writers()[candidate.cfnResourceType];
    const value = writer && renderResource(candidate).Properties?.[writer.property];
    const description = writer?.describe(value, candidate);
    if (writer === undefined || description === undefined || !refersToGroup(value, candidate, this.group)) {
      return [];
    }
    return [
      {
        code: 'SecondWriter',
        given: `'${candidate.node.path}' (${candidate.cfnResourceType}) ${description}`,
        accepted: `one writer of the desired capacity, which is ${ownerOf(this.workload)}`,
        fix: writer.fix,
      },
    ];
  }
}

/** Returns who owns the desired capacity of a group with this workload. */
function ownerOf(workload: Workload): string {
  return workload._kind === 'stateful' ? "the fleet's scaler" : 'ECS managed scaling';
}

/** CDK adds this hook, with a function, when a provider neither drains nor protects; hooks of users may stay. */
function describeHook(_value: unknown, resource: CfnResource): string | undefined {
  const isDrainHook = resource.node.scopes.some((scope) => scope.node.id === 'LifecycleHookDrainHook');
  return isDrainHook ? "is CDK's drain hook on the group, which stops tasks before their last flush" : undefined;
}

/** ManagedScaling that is left out is off; ManagedDraining that is left out is on. */
function describeCapacityProvider(value: unknown): string | undefined {
  const provider = (value ?? {}) as { ManagedScaling?: { Status?: string }; ManagedDraining?: string };
  if (provider.ManagedScaling !== undefined && provider.ManagedScaling.Status !== 'DISABLED') {
    return 'is a capacity provider with managed scaling on the group';
  }
  if (provider.ManagedDraining !== 'DISABLED') {
    return 'is a capacity provider with managed draining on the group, which stops tasks before their last flush';
  }
  return undefined;
}
