import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { FleetService } from '../fleet-service/fleet-service';
import type { Machine } from '../node-group/machine';
import type { Purchase } from '../node-group/purchase';
import type { ScalingWindow } from '../scaling-policy/scaling-window';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import type { FleetCostCeiling, FleetForecast, FleetMoveBudgets, FleetThresholds } from './fleet-limits';

/** How shards find their node. */
export enum PlacementStrategy {
  /** Consistent hashing with bounded loads: few moves when nodes come and go, and no node much above the mean. */
  CONSISTENT_HASHING = 'consistent-hashing',
}

/** Whether the scaler changes the number of nodes by itself. */
export enum ScalingMode {
  /** It acts on its decisions. */
  AUTOMATIC = 'automatic',
  /**
   * It decides and reports; people act. Moving shards is not affected, nor is the end of empty instances that the group retained. A
   * node that was being emptied stays.
   */
  MANUAL = 'manual',
}

/** Properties of an `ElasticFleet`. */
export interface ElasticFleetProps {
  /** The network of the nodes; no NAT is needed, gateway endpoints for S3 and DynamoDB are. */
  readonly vpc: ec2.IVpc;

  /** What a node is made of; must have instance store, see `Machine.nvme`. */
  readonly machine: Machine;

  /** Most nodes, up to 1000. */
  readonly maxNodes: number;

  /**
   * Into how many shards the data is split, from 1 to 50 000. Fixed for the life of the fleet: a deployment with another number
   * fails, and changes nothing.
   */
  readonly shardCount: number;

  /**
   * What serves the shards on each node.
   *
   * @default FleetService.files()
   */
  readonly service?: FleetService;

  /**
   * Copies of each shard on distinct nodes, the owner's among them, from 1 to 5. Followers keep up with the home and may
   * serve reads; one of them takes over with little to fetch. Durability rests on the homes, not on this number.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * How long a write may wait until it is made durable in S3, in whole seconds from 1 to 3600: what a node that is lost
   * without notice can lose.
   *
   * @default Duration.seconds(60)
   */
  readonly flushAfter?: Duration;

  /**
   * How much a shard may accept before it is made durable in S3 whatever `flushAfter` says, from 64 KiB to 1 TiB.
   *
   * @default Size.mebibytes(8)
   */
  readonly flushBytes?: Size;

  /**
   * A planned move that takes longer is cancelled, in whole seconds from a minute to a day.
   *
   * @default Duration.minutes(15)
   */
  readonly moveTimeout?: Duration;

  /**
   * How many moves may be in flight at once.
   *
   * @default - 4 per node, 40 per zone, 100 in the fleet
   */
  readonly moveBudgets?: FleetMoveBudgets;

  /**
   * Fewest nodes, which is also what the fleet starts with. It keeps as many as `replicas` at least.
   *
   * @default 1
   */
  readonly minNodes?: number;

  /**
   * Name of the fleet, of no other one in the account and region: the dimension of its metrics, part of its alarms' names and of that of
   * its group. Letters, digits and hyphens, up to 48. Changing it replaces the group: park the fleet first. Instances of the old group
   * are protected, so they would stay there, empty, and bill.
   *
   * @default - made from the construct's path
   */
  readonly fleetName?: string;

  /**
   * When to scale out. What is given replaces the default as a whole: name `diskPercent` too if disks may fill.
   *
   * @default - CPU 70 %, memory 70 %, disk 80 %
   */
  readonly thresholds?: FleetThresholds;

  /**
   * How shards find their node.
   *
   * @default PlacementStrategy.CONSISTENT_HASHING
   */
  readonly strategy?: PlacementStrategy;

  /**
   * Whether the scaler changes the number of nodes by itself.
   *
   * @default ScalingMode.AUTOMATIC
   */
  readonly scaling?: ScalingMode;

  /**
   * Scale in only after the smaller size has sufficed for this long, in whole seconds from a minute to a day; with a `forecast`,
   * only after the load was watched for this long.
   *
   * @default Duration.minutes(15)
   */
  readonly scaleInAfter?: Duration;

  /**
   * Order nodes before they are needed. The forecast learns the load's rhythm and how far off it mostly is; what the
   * thresholds ask for remains the least.
   *
   * @default - nodes are ordered once a threshold is crossed
   */
  readonly forecast?: FleetForecast;

  /**
   * Times with other bounds, at most 10.
   *
   * @default - `minNodes` and `maxNodes` hold at all times
   */
  readonly scheduleWindows?: ScalingWindow[];

  /**
   * What the nodes may cost together. No node is launched above it, whatever the load; none is taken away for it.
   *
   * @default - `maxNodes` alone limits the cost
   */
  readonly costCeiling?: FleetCostCeiling;

  /**
   * The most that one scale-out multiplies the serving nodes by, above 1 and at most 10; one node more is always allowed.
   *
   * @default 2
   */
  readonly growthFactor?: number;

  /**
   * Rebalance once the most loaded node is at this multiple of the mean load, from 1.05 to 10.
   *
   * @default 1.1
   */
  readonly rebalanceThreshold?: number;

  /**
   * For how long a node that does not renew its lease is waited for, in whole seconds from 3 to 600. A dead node's shards are taken over at
   * most this long and one tick after its death. A node refuses writes after five sixths of it. Nodes renew three times as often, so
   * it must be known at synth.
   *
   * @default Duration.seconds(45)
   */
  readonly lease?: Duration;

  /**
   * Decide and report, but change nothing: neither the number of nodes nor where shards are; the scaler does not even get
   * the rights to. Lifecycle hooks are answered all the same, because AWS ends an instance whose hook nobody answers.
   *
   * @default false
   */
  readonly observeOnly?: boolean;

  /**
   * How instances are bought.
   *
   * @default Purchase.onDemand()
   */
  readonly purchase?: Purchase;

  /**
   * Subnets of the nodes.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The bucket of the shards' homes, of this fleet alone and in its region.
   *
   * @default - a new `TieredBucket`, retained when the stack goes
   */
  readonly homes?: ITieredBucket;

  /**
   * Key that encrypts the table, the homes, the queues and the root volumes.
   *
   * What homes and map held before a change of key takes the old one until S3 is told to update its encryption: keep that key, and let
   * `nodeGroup`, the functions of `rebalancer` and `publisher`, and whom you granted reading or operating decrypt with it.
   *
   * @default - keys that AWS owns
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/update-sse-encryption.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The bus that decisions are sent to. It is of the same region; one of another account, given by its ARN, must let this account send to it
   * by a policy of its own.
   *
   * @default - the account's default bus
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
   */
  readonly eventBus?: events.IEventBus;

  /**
   * How long the functions' logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of table and homes when they leave the stack. `DESTROY` deletes the fleet's data with the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the default alarms are made.
   *
   * @default true
   */
  readonly defaultAlarms?: boolean;

  /**
   * Topic that alarms are sent to.
   *
   * @default - alarms notify nobody
   */
  readonly alarmTopic?: sns.ITopic;
}
