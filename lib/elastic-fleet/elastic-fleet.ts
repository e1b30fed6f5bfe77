import { Annotations, ArnFormat, Lazy, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Environment, EVENT_SOURCE, EventType, Metric, type ServiceFloor } from '../../core/contract';
import { NodeGroup } from '../node-group/node-group';
import { Purchase } from '../node-group/purchase';
import { Workload } from '../node-group/workload';
import { TieredBucket } from '../tiered-bucket/tiered-bucket';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import type { ElasticFleetProps } from './elastic-fleet-props';
import { FleetAlarms } from './fleet-alarms';
import { FleetFunction } from './fleet-function';
import { fleetMetric } from './fleet-metrics';
import { FleetSchedule } from './fleet-schedule';
import { renderPolicy } from './render-policy';
import { type FleetServiceProps, grantReadMetrics, renderServiceFloor, renderServiceFloors } from './service-floors';
import { ShardTable } from './shard-table';

/**
 * A sharded service on NVMe nodes that grows and shrinks with its load and never loses a shard on the way.
 *
 * One scaler decides how many nodes there are, one rebalancer who holds which shard, and one lifecycle function lets
 * instances in and out; each reads the state anew every minute. Each part is a public member that stacks of yours can
 * extend.
 *
 * @throws FleetConstructError with every fault of the properties.
 */
export class ElasticFleet extends Construct implements ec2.IConnectable {
  public readonly fleetName: string;
  public readonly nodeGroup: NodeGroup;
  public readonly shardTable: ShardTable;
  /** The bucket of the shards' homes. */
  public readonly homes: ITieredBucket;
  public readonly eventBus: events.IEventBus;
  public readonly scaler: FleetFunction;
  public readonly rebalancer: FleetFunction;
  public readonly lifecycle: FleetFunction;
  public readonly schedule: FleetSchedule;
  /** The default alarms; undefined if they were declined. */
  public readonly alarms?: FleetAlarms;
  public readonly connections: ec2.Connections;
  private readonly floors: ServiceFloor[] = [];
  private readonly groupName: string;
  private readonly observeOnly: boolean;

  constructor(scope: Construct, id: string, props: ElasticFleetProps) {
    super(scope, id);
    const policy = renderPolicy(this, props);
    this.observeOnly = props.observeOnly ?? false;
    this.fleetName = props.fleetName ?? Names.uniqueResourceName(this, { maxLength: 48, separator: '-' });
    this.groupName = `${this.fleetName}-nodes`;
    this.nodeGroup = this.createNodeGroup(props);
    this.connections = this.nodeGroup.connections;
    this.shardTable = new ShardTable(this, 'Shards', props);
    this.homes = props.homes ?? this.createBucket(props);
    this.eventBus = props.eventBus ?? events.EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    this.grantNodes(props.vpc);

    const create = (name: 'Scaler' | 'Rebalancer' | 'Lifecycle', description: string, more = {}) =>
      this.createFunction(name, description, props, { ...this.environment(policy, props), ...more });
    const floorsJson = Lazy.string({ produce: () => renderServiceFloors(this, this.floors) });
    this.scaler = create('Scaler', 'decides how many nodes there are', { [Environment.SERVICE_FLOORS]: floorsJson });
    this.rebalancer = create('Rebalancer', 'decides which node holds which shard');
    this.lifecycle = create('Lifecycle', 'lets instances in when healthy and out when empty');
    this.grantFunctions();

    this.schedule = new FleetSchedule(this, 'Schedule', {
      groupName: this.groupName,
      scaler: this.scaler,
      rebalancer: this.rebalancer,
      lifecycle: this.lifecycle,
    });
    this.outliveNodes();
    Annotations.of(this).addWarningV2(
      'cdk-elastic-fleet:noAgent',
      'This version installs no node agent. Without one that you add by nodeGroup.addUserData no instance passes its launching hook, and each is replaced, and billed, every 15 minutes.',
    );
    if (props.defaultAlarms ?? true) {
      const functions = [this.scaler, this.rebalancer, this.lifecycle];
      this.alarms = new FleetAlarms(this, 'Alarms', { fleetName: this.fleetName, functions, topic: props.alarmTopic });
    }
  }

  /**
   * Lets the scaler move the floor of an ECS service with a metric of its load. Target tracking goes on owning the
   * service's desired count. The service must not depend on the fleet, because the fleet's functions depend on it.
   */
  public addServiceFloor(props: FleetServiceProps): void {
    this.floors.push(renderServiceFloor(this, props));
    grantReadMetrics(this.scaler);
    if (!this.observeOnly) {
      props.scaling.grantMoveBounds(this.scaler.function);
    }
  }

  /** Grants reading owners, epochs and heartbeats: what a router needs to find a shard. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.shardTable.grantRead(grantee);
  }

  /** Grants what an operator does: read everything, drain and undrain nodes, halt and resume. */
  public grantOperate(grantee: iam.IGrantable): iam.Grant {
    this.nodeGroup.grantDescribe(grantee);
    return this.shardTable.grantControl(grantee);
  }

  /** Returns one of the fleet's metrics by name; see docs/metrics.md. One-minute maximum unless overridden. */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return fleetMetric(this.fleetName, metricName, options);
  }

  /** Instances that serve or will serve. */
  public metricNodes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(Metric.NODES, options);
  }

  /** Highest mean utilisation over the watched metrics, as a percentage of its threshold. */
  public metricPressure(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(Metric.PRESSURE, options);
  }

  /** Shards that no live node owns. */
  public metricUnownedShards(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(Metric.UNOWNED_SHARDS, options);
  }

  /** Moves in flight. */
  public metricMovesInFlight(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(Metric.MOVES_IN_FLIGHT, options);
  }

  /** Largest node load over the mean, 1 when perfectly even. */
  public metricImbalance(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(Metric.IMBALANCE, options);
  }

  /** Runs a target at every decision of the fleet that changes something or whose reason is new. */
  public onDecision(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvents(id, Object.values(EventType), options);
  }

  /** Runs a target at decisions about the number of nodes. */
  public onScalingDecision(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvents(id, [EventType.SCALING_DECISION], options);
  }

  /** Runs a target at decisions about who holds which shard. */
  public onRebalanceDecision(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvents(id, [EventType.REBALANCE_DECISION], options);
  }

  /** Runs a target at decisions to let an instance in or out. */
  public onLifecycleDecision(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvents(id, [EventType.LIFECYCLE_DECISION], options);
  }

  private onEvents(id: string, detailType: string[], options: events.OnEventOptions): events.Rule {
    const rule = new events.Rule(options.crossStackScope ?? this, id, { ...options, eventBus: this.eventBus });
    rule.addEventPattern({ source: [EVENT_SOURCE], detailType, detail: { fleet: [this.fleetName] } });
    rule.addEventPattern(options.eventPattern);
    rule.addTarget(options.target);
    return rule;
  }

  private createNodeGroup(props: ElasticFleetProps): NodeGroup {
    return new NodeGroup(this, 'Nodes', {
      groupName: this.groupName,
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      machine: props.machine,
      minCapacity: props.minNodes ?? 1,
      maxCapacity: props.maxNodes,
      purchase: props.purchase ?? Purchase.onDemand(),
      workload: Workload.stateful(),
      encryptionKey: props.encryptionKey,
    });
  }

  private createBucket(props: ElasticFleetProps): TieredBucket {
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    return new TieredBucket(this, 'Homes', {
      encryptionKey: props.encryptionKey,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
  }

  private environment(policy: string, props: ElasticFleetProps): Record<string, string> {
    return {
      [Environment.FLEET_NAME]: this.fleetName,
      [Environment.TABLE_NAME]: this.shardTable.table.tableName,
      [Environment.GROUP_NAME]: this.groupName,
      [Environment.BUCKET_NAME]: this.homes.bucket.bucketName,
      [Environment.EVENT_BUS_NAME]: this.eventBus.eventBusName,
      [Environment.LAUNCH_HOOK_NAME]: this.nodeGroup.launchHookName ?? '',
      [Environment.TERMINATE_HOOK_NAME]: this.nodeGroup.terminateHookName ?? '',
      [Environment.POLICY]: policy,
      [Environment.MODE]: props.observeOnly ? 'observe' : 'act',
    };
  }

  private createFunction(
    name: 'Scaler' | 'Rebalancer' | 'Lifecycle',
    description: string,
    props: ElasticFleetProps,
    environment: { [name: string]: string },
  ): FleetFunction {
    return new FleetFunction(this, name, {
      handler: name.toLowerCase(),
      description: `Fleet ${this.fleetName}: ${description}`,
      environment,
      logRetention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
    });
  }

  /**
   * A node reads and writes homes and the table, and may end nothing. Rights and network come before the first node and go
   * after the last one: CloudFormation deletes in parallel what nothing depends on, and nodes flush until their end.
   */
  private grantNodes(vpc: ec2.IVpc): void {
    const table = this.shardTable.grantNode(this.nodeGroup);
    const homes = this.homes.grantHomesReadWrite(this.nodeGroup);
    table.combine(homes).applyBefore(this.nodeGroup.autoScalingGroup);
    this.nodeGroup.autoScalingGroup.node.addDependency(vpc);
  }

  private grantFunctions(): void {
    for (const one of [this.scaler, this.rebalancer, this.lifecycle]) {
      this.shardTable.grantControl(one.function);
      this.nodeGroup.grantDescribe(one.function);
      this.eventBus.grantPutEventsTo(one.function);
    }
    this.grantGroup(this.lifecycle, 'CompleteLifecycleAction', 'RecordLifecycleActionHeartbeat');
    if (!this.observeOnly) {
      this.grantGroup(this.scaler, 'SetDesiredCapacity', 'TerminateInstanceInAutoScalingGroup', 'SuspendProcesses');
    }
  }

  /**
   * Functions and rules are made before the group and deleted after it, so that every hook finds somebody to answer. That
   * is why they know the group by a name that is ours: a reference would turn the order around.
   */
  private outliveNodes(): void {
    const controllers = [this.scaler, this.rebalancer, this.lifecycle];
    this.nodeGroup.autoScalingGroup.node.addDependency(this.schedule, ...controllers);
  }

  private groupArn(): string {
    return Stack.of(this).formatArn({
      service: 'autoscaling',
      resource: 'autoScalingGroup',
      resourceName: `*:autoScalingGroupName/${this.groupName}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  private grantGroup(grantee: FleetFunction, ...actions: string[]): void {
    iam.Grant.addToPrincipal({
      grantee: grantee.function,
      actions: actions.map((action) => `autoscaling:${action}`),
      resourceArns: [this.groupArn()],
    });
  }
}
