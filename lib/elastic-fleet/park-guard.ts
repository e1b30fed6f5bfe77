import { CustomResource, Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SHARD_COUNT_RESOURCE } from '../../core/contract/deployment';
import { Environment } from '../../core/contract/environment';
import { FleetFunction } from '../handler/fleet-function';
import { grantOnAnyGroup } from './fleet-rights';
import type { ShardTable } from './shard-table';

/** Properties of a `ParkGuard`. */
export interface ParkGuardProps {
  readonly fleetName: string;
  readonly shardTable: ShardTable;
  readonly shardCount: number;
  /** Name of the Auto Scaling group. */
  readonly groupName: string;
  readonly logRetention: logs.RetentionDays;

  /**
   * Key that encrypts the dead-letter queue.
   *
   * @default - a key that SQS manages
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Refuses the deletion of the stack, before anything of the fleet is deleted, while a node still owns a shard or is in service. Without
 * it the deletion would end after an hour of waiting for instances that are protected, or with data not yet flushed.
 *
 * It must depend on whatever is to be deleted after it was asked. Made last, it also refuses to roll back a first deployment
 * whose nodes are in service already; park the fleet then, too.
 *
 * Its function also refuses another number of shards, before any function of the fleet hears of it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 * @see https://github.com/aws/aws-cdk/issues/18179
 */
export class ParkGuard extends Construct {
  public readonly guard: FleetFunction;
  public readonly resource: CustomResource;
  /** What must not be told another number of shards depends on it. */
  public readonly shardCount: CustomResource;

  constructor(scope: Construct, id: string, props: ParkGuardProps) {
    super(scope, id);
    const { table } = props.shardTable;
    this.guard = new FleetFunction(this, 'Guard', {
      handler: 'park-guard',
      description: `Fleet ${props.fleetName}: refuses to delete the stack while nodes serve, and another number of shards`,
      environment: {
        [Environment.FLEET_NAME]: props.fleetName,
        [Environment.TABLE_NAME]: table.tableName,
        [Environment.GROUP_NAME]: props.groupName,
      },
      logRetention: props.logRetention,
      encryptionKey: props.encryptionKey,
    });
    const readShards = props.shardTable._grantActions(this.guard.function, ['Query']);
    const readGroup = grantOnAnyGroup(this.guard.function, 'DescribeAutoScalingGroups');
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ElasticFleetParkGuard',
      serviceToken: this.guard.function.functionArn,
      serviceTimeout: Duration.minutes(2),
    });
    readShards.combine(readGroup).applyBefore(this.resource);
    this.shardCount = new CustomResource(this, 'ShardCount', {
      resourceType: SHARD_COUNT_RESOURCE,
      serviceToken: this.guard.function.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: { ShardCount: props.shardCount },
    });
  }
}
