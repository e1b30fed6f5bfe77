import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { ClientSettings } from '../cloud/cloud';

/** The AWS clients that the driver uses itself. */
export interface DriverClients {
  readonly lambda: LambdaClient;
  readonly eventBridge: EventBridgeClient;
  readonly dynamoDb: DynamoDBClient;
  close(): void;
}

export function driverClients(settings: ClientSettings): DriverClients {
  const lambda = new LambdaClient(settings);
  const eventBridge = new EventBridgeClient(settings);
  const dynamoDb = new DynamoDBClient(settings);
  return {
    lambda,
    eventBridge,
    dynamoDb,
    close: () => {
      for (const client of [lambda, eventBridge, dynamoDb]) {
        client.destroy();
      }
    },
  };
}
