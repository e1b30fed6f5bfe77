import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { ClientSettings } from '../cloud/cloud';

/** The AWS clients that the driver uses itself. */
export interface DriverClients {
  readonly lambda: LambdaClient;
  readonly eventBridge: EventBridgeClient;
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
  close(): void;
}

export function driverClients(settings: ClientSettings): DriverClients {
  const lambda = new LambdaClient(settings);
  const eventBridge = new EventBridgeClient(settings);
  const dynamoDb = new DynamoDBClient(settings);
  const s3 = new S3Client(settings);
  return {
    lambda,
    eventBridge,
    dynamoDb,
    s3,
    close: () => {
      for (const client of [lambda, eventBridge, dynamoDb, s3]) {
        client.destroy();
      }
    },
  };
}
