import { setTimeout as pause } from 'node:timers/promises';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { s3Homes } from '../../agent/home/s3-homes';
import { DynamoDbTable } from '../../lambda/adapters/dynamodb-table';
import type { FleetAddress } from '../fleet/deployed-fleets';
import type { OperatePorts } from '../ports';
import { DynamoDbDuties } from './dynamodb-duties';
import { DynamoDbPastDecisions } from './dynamodb-past-decisions';
import { DynamoDbRows } from './dynamodb-rows';
import { DynamoDbSwitches } from './dynamodb-switches';
import { findFleet } from './find-fleet';
import { AwsOperatedGroup } from './operated-group';
import { S3HomeVersions } from './s3-home-versions';
import { S3Import } from './s3-import';

/** How the AWS APIs are reached; what is left out comes from the SDK's usual chain. */
export interface ConnectionSettings {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts?: number;
}

/** A fleet on AWS, or on an emulator, with what has to be closed at the end. */
export interface ConnectedFleet {
  readonly address: FleetAddress;
  readonly ports: OperatePorts;
  close(): void;
}

/** Returns the fleet that is asked for, connected. @throws OperateError when there is none, or more than one. */
export async function openAwsFleet(settings: ConnectionSettings, name: string | undefined): Promise<ConnectedFleet> {
  const lambda = new LambdaClient({ ...settings });
  try {
    return connect(settings, await findFleet(lambda, name));
  } finally {
    lambda.destroy();
  }
}

/** Returns the ports of a fleet whose address is known. */
export function connect(settings: ConnectionSettings, address: FleetAddress): ConnectedFleet {
  const dynamoDb = new DynamoDBClient({ ...settings });
  const s3 = new S3Client({ ...settings });
  const autoScaling = new AutoScalingClient({ ...settings });
  const { tableName, bucketName, groupName } = address;
  return {
    address,
    ports: {
      table: new DynamoDbTable(dynamoDb, tableName),
      switches: new DynamoDbSwitches(dynamoDb, tableName),
      duties: new DynamoDbDuties(dynamoDb, tableName),
      rows: new DynamoDbRows(dynamoDb, tableName),
      history: new DynamoDbPastDecisions(dynamoDb, tableName),
      group: new AwsOperatedGroup(autoScaling, groupName),
      homes: s3Homes(s3, bucketName),
      versions: new S3HomeVersions(s3, bucketName),
      imports: new S3Import(s3, bucketName),
      clock: () => Date.now(),
      pause: async (milliseconds) => {
        await pause(milliseconds);
      },
    },
    close: () => {
      for (const client of [dynamoDb, s3, autoScaling]) {
        client.destroy();
      }
    },
  };
}
