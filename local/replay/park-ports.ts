import { AutoScalingClient, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { SWITCHES_KEY } from '../../core/table/table-schema';
import type { ClientSettings } from '../cloud/cloud';
import type { FleetNames } from '../player/aws-player-ports';

/** What parking needs of the cloud. */
export interface ParkPorts {
  /** Lets the group shrink to nothing and throws the switch. */
  park(): Promise<void>;
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
    close: () => {
      dynamoDb.destroy();
      autoScaling.destroy();
    },
  };
}
