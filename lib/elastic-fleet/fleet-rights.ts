import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import type { FleetFunctions } from './fleet-functions';
import { type ShardTable, TABLE_ACTIONS } from './shard-table';

/** What the functions work on. */
export interface FleetParts {
  readonly shardTable: ShardTable;
  readonly homes: ITieredBucket;
  readonly eventBus: events.IEventBus;
  /** The group by a name that is ours, since the group comes after the functions. */
  readonly groupName: string;
}

/** Grants each function what it does and no more; the scaler acts on the group only if it `acts`. */
export function grantFunctions(scope: Construct, functions: FleetFunctions, parts: FleetParts, acts: boolean): void {
  const { scaler, rebalancer, lifecycle, publisher } = functions;
  const { shardTable, homes, eventBus, groupName } = parts;
  shardTable._grantActions(scaler.function, TABLE_ACTIONS);
  shardTable._grantActions(rebalancer.function, TABLE_ACTIONS);
  shardTable._grantActions(lifecycle.function, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem']);
  shardTable._grantActions(publisher.function, ['Query']);
  homes.grantManifestsRead(rebalancer.function);
  homes.grantMapReadWrite(publisher.function);
  for (const one of [scaler, rebalancer, lifecycle]) {
    eventBus.grantPutEventsTo(one.function);
  }
  grantOnAnyGroup(rebalancer.function, 'DescribeAutoScalingGroups');
  grantOnAnyGroup(lifecycle.function, 'DescribeAutoScalingGroups');
  grantOnAnyGroup(scaler.function, 'DescribeAutoScalingGroups', 'DescribeScalingActivities');
  const hooks = ['CompleteLifecycleAction', 'RecordLifecycleActionHeartbeat'];
  grantOnGroup(scope, lifecycle.function, groupName, ...hooks);
  if (acts) {
    const changes = ['SetDesiredCapacity', 'TerminateInstanceInAutoScalingGroup', 'SuspendProcesses'];
    grantOnGroup(scope, scaler.function, groupName, ...changes);
  }
}

/**
 * Grants actions on the group of that name; the ARN of a group holds an id that nobody knows before it exists.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
 */
export function grantOnGroup(
  scope: Construct,
  grantee: iam.IGrantable,
  groupName: string,
  ...actions: string[]
): iam.Grant {
  const groupArn = Stack.of(scope).formatArn({
    service: 'autoscaling',
    resource: 'autoScalingGroup',
    resourceName: `*:autoScalingGroupName/${groupName}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return iam.Grant.addToPrincipal({
    grantee,
    actions: actions.map((action) => `autoscaling:${action}`),
    resourceArns: [groupArn],
  });
}

/** Describing takes no resource. */
export function grantOnAnyGroup(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: actions.map((action) => `autoscaling:${action}`),
    resourceArns: ['*'],
  });
}
