import {
  AutoScalingClient,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Shard } from '../../core/fleet/shard';
import { type FleetSwitches, SWITCHES_KEY, shardKey } from '../../core/table/table-schema';
import type { ClientSettings } from '../cloud/cloud';
import type { FleetNames } from '../player/aws-player-ports';

/** What parking needs of the cloud. */
export interface ParkPorts {
  /** Sets the halt switch: no new moves, no change of size. */
  halt(): Promise<void>;
  /** Leaves the shard without an owner; its epoch stays, so that the next owner's is higher. Throws if it changed since. */
  clearOwner(shard: Shard): Promise<void>;
  /** Lets the group shrink to nothing. */
  allowEmptyGroup(): Promise<void>;
  /** Ends an instance; `decrement` lowers desired capacity with it. */
  terminate(instanceId: string, decrement: boolean): Promise<void>;
  close(): void;
}

/** Returns parking's ports on the AWS APIs of the local cloud. */
export function awsParkPorts(settings: ClientSettings, names: FleetNames): ParkPorts {
  const dynamoDb = new DynamoDBClient(settings);
  const autoScaling = new AutoScalingClient(settings);
  const switches: FleetSwitches = { halted: true };
  return {
    halt: async () => {
      await dynamoDb.send(
        new PutItemCommand({ TableName: names.tableName, Item: marshall({ ...SWITCHES_KEY, ...switches }) }),
      );
    },
    clearOwner: async (shard) => {
      await dynamoDb.send(
        new UpdateItemCommand({
          TableName: names.tableName,
          Key: marshall(shardKey(shard.id)),
          UpdateExpression: 'REMOVE #owner',
          ConditionExpression: '#owner = :owner AND #epoch = :epoch AND attribute_not_exists(#move)',
          ExpressionAttributeNames: { '#owner': 'owner', '#epoch': 'epoch', '#move': 'move' },
          ExpressionAttributeValues: marshall({ ':owner': shard.owner, ':epoch': shard.epoch }),
        }),
      );
    },
    allowEmptyGroup: async () => {
      await autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: names.groupName, MinSize: 0 }));
    },
    terminate: async (instanceId, decrement) => {
      await autoScaling.send(
        new TerminateInstanceInAutoScalingGroupCommand({
          InstanceId: instanceId,
          ShouldDecrementDesiredCapacity: decrement,
        }),
      );
    },
    close: () => {
      dynamoDb.destroy();
      autoScaling.destroy();
    },
  };
}
