import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Environment } from '../../core/contract/environment';
import { EVENT_SOURCE, EventType } from '../../core/contract/events';
import { FLEET_DIMENSION, Metric } from '../../core/contract/metrics';
import { MAP_HEAD_KEY } from '../../core/contract/object-keys';
import { POLICY_DEFAULTS } from '../../core/policy/fleet-policy';
import { FleetService } from '../fleet-service/fleet-service';
import { decisionBus, ruleOnBus } from '../handler/decision-bus';
import type { FleetFunction } from '../handler/fleet-function';
import { grantFind } from '../handler/grant-find';
import { ownMetric } from '../handler/own-metric';
import { installNode } from '../node-agent/install-node';
import { NodeGroup } from '../node-group/node-group';
import { Purchase } from '../node-group/purchase';
import { Workload } from '../node-group/workload';
import { TieredBucket } from '../tiered-bucket/tiered-bucket';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import type { ElasticFleetProps } from './elastic-fleet-props';
import { FleetAlarms } from './fleet-alarms';
import { checkFleet } from './fleet-checks';
import { createFleetFunctions, emptyHomesAfter, type FleetFunctions, wakeOnShardChanges } from './fleet-functions';
import { grantFunctions, grantOnGroup } from './fleet-rights';
import { FleetSchedule } from './fleet-schedule';
import { OtherFleetsCheck } from './other-fleets-check';
import { ParkGuard } from './park-guard';
import { renderPolicy } from './render-policy';
import { ShardTable } from './shard-table';

/**
 * A sharded service on NVMe nodes that grows and shrinks with its load and never loses a shard on the way.
 *
 * One scaler decides how many nodes there are, one rebalancer who holds which shard, one lifecycle function lets
 * instances in and out, and one publisher tells routers where shards are; each reads the state anew every minute. On
 * each node an agent moves shards between S3 and the instance store, beside the service that serves them. Each part is a
 * public member that stacks of yours can extend.
 *
 * Nodes need no NAT: all that they install comes from S3, through the network's gateway endpoint. The stack can be
 * deleted once the fleet is parked, see docs/operators.md.
 *
 * @throws FleetConstructError with every fault of the properties; homes and names that two fleets have are refused at synth.
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
  public readonly publisher: FleetFunction;
  public readonly schedule: FleetSchedule;
  /** Keeps the stack from being deleted while nodes own shards or are in service. */
  public readonly parkGuard: ParkGuard;
  /** The default alarms; undefined if they were declined. */
  public readonly alarms?: FleetAlarms;
  /** Who reaches the nodes; the service's port is the default port. */
  public readonly connections: ec2.Connections;
  /** Where routers find the shard map, as `s3://<bucket>/<key>`. */
  public readonly mapHeadUrl: string;
  private readonly groupName: string;
  private readonly observeOnly: boolean;

  constructor(scope: Construct, id: string, props: ElasticFleetProps) {
    super(scope, id);
    checkFleet(this, props);
    const policy = renderPolicy(this, props);
    const service = props.service ?? FleetService.files();
    this.observeOnly = props.observeOnly ?? false;
    this.fleetName = props.fleetName ?? Names.uniqueResourceName(this, { maxLength: 48, separator: '-' });
    this.groupName = `${this.fleetName}-nodes`;
    this.nodeGroup = this.createNodeGroup(props);
    this.connections = connectionsOf(this.nodeGroup, service);
    this.shardTable = new ShardTable(this, 'Shards', props);
    this.homes = props.homes ?? this.createBucket(props);
    this.mapHeadUrl = this.homes.bucket.s3UrlForObject(MAP_HEAD_KEY);
    this.eventBus = decisionBus(this, props.eventBus);
    this.setUpNodes(policy, service);

    const functions = this.createFunctions(props, policy);
    this.scaler = functions.scaler;
    this.rebalancer = functions.rebalancer;
    this.lifecycle = functions.lifecycle;
    this.publisher = functions.publisher;
    this.schedule = new FleetSchedule(this, 'Schedule', { groupName: this.groupName, ...functions });
    this.outliveNodes(Object.values(functions));
    if (props.defaultAlarms ?? true) {
      this.alarms = new FleetAlarms(this, 'Alarms', {
        fleetName: this.fleetName,
        functions: Object.values(functions),
        flushAfter: props.flushAfter ?? Duration.seconds(POLICY_DEFAULTS.flush.seconds),
        topic: props.alarmTopic,
      });
    }
    this.parkGuard = this.createParkGuard(props, Object.values(functions));
    this.node.addValidation(new OtherFleetsCheck(this, (node) => node instanceof ElasticFleet));
  }

  /** Grants reading owners, epochs, heartbeats and the published map: what a router needs to find a shard. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.shardTable.grantRead(grantee).combine(this.homes.grantMapRead(grantee));
  }

  /**
   * Grants what an operator does: find the fleet among the account's functions, read everything, drain, undrain and roll nodes, halt
   * and resume, park (let the group shrink to nothing), import and restore homes, and rebuild the table from them.
   */
  public grantOperate(grantee: iam.IGrantable): iam.Grant {
    return grantFind(grantee)
      .combine(this.nodeGroup.grantDescribe(grantee))
      .combine(grantOnGroup(this, grantee, this.groupName, 'UpdateAutoScalingGroup'))
      .combine(this.homes.grantHomesRestore(grantee))
      .combine(this.homes.grantMapRead(grantee))
      .combine(this.shardTable.grantControl(grantee));
  }

  /** Returns one of the fleet's metrics by name; see docs/metrics.md. One-minute maximum unless overridden. */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ownMetric({ [FLEET_DIMENSION]: this.fleetName }, metricName, options);
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
    const rule = ruleOnBus(this, id, this.eventBus, options);
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
      [Environment.EVENT_BUS_ARN]: this.eventBus.eventBusArn,
      [Environment.LAUNCH_HOOK_NAME]: this.nodeGroup.launchHookName ?? '',
      [Environment.TERMINATE_HOOK_NAME]: this.nodeGroup.terminateHookName ?? '',
      [Environment.POLICY]: policy,
      [Environment.MODE]: props.observeOnly ? 'observe' : 'act',
    };
  }

  private createFunctions(props: ElasticFleetProps, policy: string): FleetFunctions {
    const functions = createFleetFunctions(this, {
      fleetName: this.fleetName,
      environment: this.environment(policy, props),
      logRetention: logRetentionOf(props),
      encryptionKey: props.encryptionKey,
    });
    const { shardTable, homes, eventBus, groupName } = this;
    grantFunctions(this, functions, { shardTable, homes, eventBus, groupName }, !this.observeOnly);
    wakeOnShardChanges(functions.publisher, shardTable);
    emptyHomesAfter(functions.publisher, homes);
    return functions;
  }

  /**
   * A node reads and writes homes and the table, and may end nothing. Its rights come before the first node and go after the last one, like
   * the group's network: CloudFormation deletes in parallel what nothing depends on, and nodes flush until their end.
   */
  private setUpNodes(policy: string, service: FleetService): void {
    const install = installNode(this, this.nodeGroup, {
      fleetName: this.fleetName,
      tableName: this.shardTable.table.tableName,
      bucketName: this.homes.bucket.bucketName,
      policy,
      service,
    });
    const table = this.shardTable.grantNode(this.nodeGroup);
    const homes = this.homes.grantHomesReadWrite(this.nodeGroup);
    install.combine(table).combine(homes).applyBefore(this.nodeGroup.autoScalingGroup);
  }

  /**
   * Functions and rules are made before the group and deleted after it, so that every hook finds somebody to answer. That
   * is why they know the group by a name that is ours: a reference would turn the order around.
   */
  private outliveNodes(functions: readonly FleetFunction[]): void {
    this.nodeGroup.autoScalingGroup.node.addDependency(this.schedule, ...functions);
  }

  /**
   * The guard is asked first, so that a refused deletion leaves the fleet whole, alarms included. Homes that were given may be of this
   * stack and be emptied with it. Functions hear of a number of shards only when the guard has taken it.
   */
  private createParkGuard(props: ElasticFleetProps, functions: readonly FleetFunction[]): ParkGuard {
    const parkGuard = new ParkGuard(this, 'ParkGuard', {
      fleetName: this.fleetName,
      shardTable: this.shardTable,
      shardCount: props.shardCount,
      groupName: this.groupName,
      logRetention: logRetentionOf(props),
      encryptionKey: props.encryptionKey,
    });
    for (const one of functions) {
      one.function.node.addDependency(parkGuard.shardCount);
    }
    const alarms = this.alarms ? [this.alarms] : [];
    parkGuard.resource.node.addDependency(this.nodeGroup, this.homes, this.homes.bucket, ...alarms);
    return parkGuard;
  }
}

function logRetentionOf(props: ElasticFleetProps): logs.RetentionDays {
  return props.logRetention ?? logs.RetentionDays.ONE_MONTH;
}

/** The security group of the nodes, with the service's port for who asks for no other. */
function connectionsOf(nodeGroup: NodeGroup, service: FleetService): ec2.Connections {
  const { securityGroups } = nodeGroup.connections;
  return new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(service.port) });
}
