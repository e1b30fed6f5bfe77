import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { SERVICE_CONTROLLER } from '../../core/service-scaling/service-table';
import { decisionPartition, PARTITION_KEY } from '../../core/table/table-schema';
import { fromAttributes } from '../../lambda/adapters/dynamodb-item';
import { DynamoDbServiceTable } from '../../lambda/adapters/dynamodb-service-table';
import type { DeployedFunction } from '../fleet/deployed-fleets';
import { chooseScaler, type ScalerAddress } from '../service/deployed-scalers';
import type { ServiceBook, ServiceDecision } from '../service/service-book';
import type { ConnectionSettings } from './open-aws-fleet';

/** A service scaler's table, with what has to be closed at the end. */
export interface OpenServices {
  readonly book: ServiceBook;
  close(): void;
}

/** Returns what the service scaler that is asked for knows. @throws OperateError when there is none, or more than one. */
export async function openServices(settings: ConnectionSettings, name: string | undefined): Promise<OpenServices> {
  const lambda = new LambdaClient({ ...settings });
  try {
    const functions: DeployedFunction[] = [];
    for await (const page of paginateListFunctions({ client: lambda }, {})) {
      functions.push(...(page.Functions ?? []));
    }
    return openTable(settings, chooseScaler(functions, name));
  } finally {
    lambda.destroy();
  }
}

function openTable(settings: ConnectionSettings, { name, tableName }: ScalerAddress): OpenServices {
  const client = new DynamoDBClient({ ...settings });
  const table = new DynamoDbServiceTable(client, tableName);
  return {
    book: {
      scalerName: name,
      services: () => table.readServices(),
      decisions: (count, resourceId) => readDecisions(client, tableName, count, resourceId),
    },
    close: () => client.destroy(),
  };
}

/** A filter is applied after reading, so the past of a quiet service among many is read page after page. */
async function readDecisions(
  client: DynamoDBClient,
  tableName: string,
  count: number,
  resourceId: string | undefined,
): Promise<readonly ServiceDecision[]> {
  const found: ServiceDecision[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': PARTITION_KEY, ...(resourceId ? { '#subject': 'subject' } : {}) },
      ExpressionAttributeValues: {
        ':pk': { S: decisionPartition(SERVICE_CONTROLLER) },
        ...(resourceId ? { ':subject': { S: resourceId } } : {}),
      },
      ...(resourceId ? { FilterExpression: '#subject = :subject' } : { Limit: count }),
      ScanIndexForward: false,
    },
  );
  for await (const { Items = [] } of pages) {
    found.push(...Items.map((item) => fromAttributes<ServiceDecision>(item)));
    if (found.length >= count) {
      break;
    }
  }
  return found.slice(0, count);
}
