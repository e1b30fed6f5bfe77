import { AutoScalingClient, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { NodeControl } from '../../core/fleet/node';
import { controlKey, SWITCHES_KEY } from '../../core/table/table-schema';
import type { ClientSettings } from '../cloud/cloud';
import type { FleetNames } from '../player/aws-player-ports';

/** What the driver does as an operator. */
export interface ParkPorts {
  /** Lets the group shrink to nothing and throws the switch. */
  park(): Promise<void>;
  /** Sets or takes back a node's drain. */
  setDrain(nodeId: string, drains: boolean): Promise<void>;
  close(): void;
}

/** Returns parking's ports on the AWS APIs of the local cloud. */
export function awsParkPorts(settings: ClientSettings, names: FleetNames): ParkPorts {
  const dynamoDb = new DynamoDBClient(settings);
  const autoScaling = new AutoScalingClient(settings);
  return {
    park: async () => {
      await autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: names.groupName, MinSize: 0 }));
      await dynamoDb.send(
        new UpdateItemCommand({
          TableName: names.tableName,
          Key: marshall(SWITCHES_KEY),
          UpdateExpression: 'SET #parked = :true',
          ExpressionAttributeNames: { '#parked': 'parked' },
          ExpressionAttributeValues: marshall({ ':true': true }),
        }),
      );
    },
    setDrain: async (nodeId, drains) => {
      const Key = marshall(controlKey(nodeId));
      if (!drains) {
        await dynamoDb.send(new DeleteItemCommand({ TableName: names.tableName, Key }));
        return;
      }
      const control: NodeControl = { nodeId, duty: 'draining', cause: 'operator', sinceMs: Date.now() };
      const Item = marshall({ ...controlKey(nodeId), ...control });
      await dynamoDb.send(new PutItemCommand({ TableName: names.tableName, Item }));
    },
    close: () => {
      dynamoDb.destroy();
      autoScaling.destroy();
    },
  };
}
