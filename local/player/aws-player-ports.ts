import { AutoScalingClient, DescribeAutoScalingGroupsCommand, type Instance } from '@aws-sdk/client-auto-scaling';
import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { GroupInstance, GroupState } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import { parseShardItem } from '../../core/table/parse-shard';
import { PARTITION_KEY, SHARD_PARTITION, type ShardItem } from '../../core/table/table-schema';
import type { ClientSettings } from '../cloud/cloud';
import type { PlayerPorts } from './player-ports';

/** Names of what a fleet's nodes use. */
export interface FleetNames {
  readonly tableName: string;
  readonly groupName: string;
  readonly bucketName: string;
}

/** The player's ports on AWS APIs, with what has to be closed at the end. */
export interface AwsPlayerPorts extends PlayerPorts {
  close(): void;
}

/** Returns the player's ports on the AWS APIs of the local cloud. */
export function awsPlayerPorts(settings: ClientSettings, names: FleetNames): AwsPlayerPorts {
  const dynamoDb = new DynamoDBClient(settings);
  const autoScaling = new AutoScalingClient(settings);
  return {
    describeGroup: () => describeGroup(autoScaling, names.groupName),
    readShards: () => readShards(dynamoDb, names.tableName),
    close: () => {
      for (const client of [dynamoDb, autoScaling]) {
        client.destroy();
      }
    },
  };
}

/** @throws Error when the group does not exist. */
async function describeGroup(client: AutoScalingClient, groupName: string): Promise<GroupState> {
  const reply = await client.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] }));
  const group = reply.AutoScalingGroups?.[0];
  if (!group) {
    throw new Error(`the Auto Scaling group ${groupName} does not exist; was the stack deployed?`);
  }
  return {
    name: groupName,
    minSize: group.MinSize ?? 0,
    maxSize: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    instances: (group.Instances ?? []).map(toInstance),
    suspendedProcesses: (group.SuspendedProcesses ?? []).map((process) => process.ProcessName ?? ''),
  };
}

function toInstance(instance: Instance): GroupInstance {
  return {
    instanceId: instance.InstanceId ?? '',
    lifecycleState: instance.LifecycleState ?? '',
    zone: instance.AvailabilityZone ?? '',
    healthy: instance.HealthStatus === 'Healthy',
  };
}

async function readShards(client: DynamoDBClient, tableName: string): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let startKey: Record<string, AttributeValue> | undefined;
  do {
    const reply = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :shards',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY },
        ExpressionAttributeValues: marshall({ ':shards': SHARD_PARTITION }),
        ...(startKey ? { ExclusiveStartKey: startKey } : {}),
      }),
    );
    shards.push(...(reply.Items ?? []).map((item) => parseShardItem(unmarshall(item) as ShardItem)));
    startKey = reply.LastEvaluatedKey;
  } while (startKey);
  return shards;
}
