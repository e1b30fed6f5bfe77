import { Aspects, Stage, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SUSPENDED_PROCESSES } from '../../core/contract/deployment';
import { createCapacityProvider, grantEcsAgent, grantSpotDraining, isRegisteredByCdk } from './ecs-membership';
import { createLaunchTemplate } from './launch-template';
import { LAUNCH_HOOK_NAME, renderLifecycleHooks, TERMINATE_HOOK_NAME } from './lifecycle-hooks';
import { checkNodeGroup, minCapacityOf } from './node-group-checks';
import type { NodeGroupProps } from './node-group-props';
import { Purchase } from './purchase';
import { SecondWriterCheck } from './second-writer-check';
import { ServicesAfterProviders } from './services-after-providers';
import { renderPreambleCommands } from './user-data/preamble-commands';
import { UserDataCheck } from './user-data-check';
import { Workload } from './workload';

/**
 * A group of instances of one kind, with one writer of its size.
 *
 * It is an Auto Scaling group over a launch template of its own: IMDSv2 only, encrypted volumes, explicit user data, and
 * no rendered desired capacity, so that a deployment never resets its size. A running instance is not replaced when the
 * launch template changes.
 *
 * A stateful group must be parked before its stack is deleted: its instances are protected from scale-in.
 *
 * @throws FleetConstructError if a property is out of range; a second writer of the size, and user data that is too long, are refused at
 * synth.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html
 */
export class NodeGroup extends Construct implements iam.IGrantable, ec2.IConnectable {
  public readonly autoScalingGroup: autoscaling.AutoScalingGroup;
  public readonly launchTemplate: ec2.LaunchTemplate;
  public readonly role: iam.IRole;
  public readonly userData: ec2.UserData;
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;

  /** The capacity provider of a group whose size ECS manages; undefined otherwise. */
  public readonly capacityProvider?: ecs.AsgCapacityProvider;

  /** Name of the launching hook of a stateful group; undefined otherwise. */
  public readonly launchHookName?: string;

  /** Name of the terminating hook of a stateful group; undefined otherwise. */
  public readonly terminateHookName?: string;

  /** Where the instance store is mounted; undefined where it is left alone. */
  public readonly instanceStoreMountPath?: string;

  /**
   * Processes that the owner of the group keeps suspended: `AZRebalance` on a stateful group, none otherwise.
   *
   * CloudFormation has no property for this, and a custom resource would set it only once, so it is the scaler that
   * compares the group's suspended processes with this list on every tick and calls SuspendProcesses for what is
   * missing. Rebalancing follows an imbalance between zones, which a group that is just starting does not have.
   *
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
   */
  public readonly suspendedProcesses: string[];

  private readonly workload: Workload;

  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    const { cluster, mountPath } = props.machine._settings;
    this.workload = props.workload ?? (cluster ? Workload.ecsManaged() : Workload.stateful());
    checkNodeGroup(this, props, this.workload);

    const stateful = this.workload._kind === 'stateful';
    this.instanceStoreMountPath = mountPath;
    this.suspendedProcesses = stateful ? [...SUSPENDED_PROCESSES] : [];
    this.role = props.role ?? new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    this.grantPrincipal = this.role.grantPrincipal;
    this.userData = this.createUserData(props);
    this.launchTemplate = createLaunchTemplate(this, props, { role: this.role, userData: this.userData });
    this.connections = this.launchTemplate.connections;
    this.autoScalingGroup = this.createGroup(props, stateful);
    if (stateful) {
      this.launchHookName = LAUNCH_HOOK_NAME;
      this.terminateHookName = TERMINATE_HOOK_NAME;
    }
    if (cluster !== undefined) {
      this.capacityProvider = this.joinCluster(cluster);
    }
    if (props.sessionManagerAccess) {
      this.allowSessions();
    }
    this.node.addValidation(new SecondWriterCheck(this.cfnGroup(), this.workload));
    this.node.addValidation(new UserDataCheck(this, this.userData));
  }

  /**
   * Appends bash commands to the user data, after the machine has been set up: the place to install a service or agent.
   *
   * The first one that fails ends the user data.
   */
  public addUserData(...commands: string[]): void {
    this.userData.addCommands(...commands);
  }

  /**
   * Grants everything that the one writer of a stateful group does to it: set its size, end a named instance, answer
   * hooks, protect instances and suspend processes. Describing groups takes `grantDescribe` as well.
   */
  public grantControl(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: [
        'autoscaling:SetDesiredCapacity',
        'autoscaling:TerminateInstanceInAutoScalingGroup',
        'autoscaling:CompleteLifecycleAction',
        'autoscaling:RecordLifecycleActionHeartbeat',
        'autoscaling:SetInstanceProtection',
        'autoscaling:SuspendProcesses',
      ],
      resourceArns: [this.autoScalingGroup.autoScalingGroupArn],
    });
  }

  /**
   * Grants reading groups with their instances, and their activities. These actions take no resource, so every group of
   * the account can be read.
   *
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
   */
  public grantDescribe(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'],
      resourceArns: ['*'],
    });
  }

  /**
   * Lets Session Manager open shells on the instances, and gives them nothing else of Systems Manager: AmazonSSMManagedInstanceCore would let
   * whatever runs there read every parameter of the account and region, secrets among them.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
   */
  public allowSessions(): void {
    iam.Grant.addToPrincipal({
      grantee: this,
      actions: [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      resourceArns: ['*'],
    });
  }

  private createUserData(props: NodeGroupProps): ec2.UserData {
    const settings = props.machine._settings;
    const ecsManaged = this.workload._kind === 'ecsManaged';
    const userData = ec2.UserData.forLinux();
    userData.addCommands(
      ...renderPreambleCommands(),
      ...settings.renderCommands({
        stateful: this.workload._kind === 'stateful',
        clusterLineByCdk: isRegisteredByCdk(settings.cluster, ecsManaged),
      }),
    );
    return userData;
  }

  /**
   * The network comes before the first instance and goes after the last one: CloudFormation makes and deletes in parallel what nothing depends
   * on, user data installs packages, and tasks are stopped, shards flushed, until an instance ends.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
   */
  private createGroup(props: NodeGroupProps, stateful: boolean): autoscaling.AutoScalingGroup {
    const group = new autoscaling.AutoScalingGroup(this, 'Group', {
      autoScalingGroupName: props.groupName,
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      minCapacity: minCapacityOf(props, this.workload),
      maxCapacity: props.maxCapacity,
      mixedInstancesPolicy: {
        launchTemplate: this.launchTemplate,
        launchTemplateOverrides: props.machine.instanceTypes.map((instanceType) => ({ instanceType })),
        instancesDistribution: (props.purchase ?? Purchase.onDemand())._renderDistribution(),
      },
      newInstancesProtectedFromScaleIn: stateful ? true : undefined,
      instanceLifecyclePolicy: stateful
        ? { retentionTriggers: { terminateHookAbandon: autoscaling.TerminateHookAbandonAction.RETAIN } }
        : undefined,
    });
    if (stateful) {
      const cfnGroup = group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
      cfnGroup.lifecycleHookSpecificationList = renderLifecycleHooks(this.workload._stateful);
    }
    group.node.addDependency(props.vpc);
    Tags.of(group).add('Name', this.node.path);
    return group;
  }

  private joinCluster(cluster: ecs.ICluster): ecs.AsgCapacityProvider | undefined {
    const ecsManaged = this.workload._kind === 'ecsManaged';
    const provider = ecsManaged
      ? createCapacityProvider(this, this.autoScalingGroup, this.workload._ecsManaged)
      : undefined;
    if (provider !== undefined && isRegisteredByCdk(cluster, ecsManaged)) {
      cluster.addAsgCapacityProvider(provider);
      Aspects.of(Stage.of(this) ?? this.node.root).add(new ServicesAfterProviders(cluster));
    } else {
      grantEcsAgent(this, cluster);
    }
    grantSpotDraining(this, cluster);
    return provider;
  }

  private cfnGroup(): autoscaling.CfnAutoScalingGroup {
    return this.autoScalingGroup.node.defaultChild as autoscaling.CfnAutoScalingGroup;
  }
}
