import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DecisionRecord } from '../../core/decision';
import { type ControllerName, decisionPartition, PARTITION_KEY } from '../../core/table/table-schema';

/** A decision from the fleet's history. */
export interface PastDecision extends DecisionRecord {
  readonly controller: ControllerName;
  readonly atMs: number;
}

const CONTROLLERS: readonly ControllerName[] = ['scaler', 'rebalancer', 'lifecycle'];

/** Returns every decision that the controllers kept in the table, in order of time. */
export async function readDecisions(client: DynamoDBClient, tableName: string): Promise<readonly PastDecision[]> {
  const lists = await Promise.all(CONTROLLERS.map((controller) => readPartition(client, tableName, controller)));
  return lists.flat().sort((first, second) => first.atMs - second.atMs);
}

async function readPartition(
  client: DynamoDBClient,
  tableName: string,
  controller: ControllerName,
): Promise<readonly PastDecision[]> {
  const decisions: PastDecision[] = [];
  let startKey: Record<string, AttributeValue> | undefined;
  do {
    const reply = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: '#pk = :partition',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY },
        ExpressionAttributeValues: marshall({ ':partition': decisionPartition(controller) }),
        ...(startKey ? { ExclusiveStartKey: startKey } : {}),
      }),
    );
    for (const item of reply.Items ?? []) {
      const { kind, reason, acts, details, atMs } = unmarshall(item) as DecisionRecord & { readonly atMs: number };
      decisions.push({ controller, atMs, kind, reason, acts, details });
    }
    startKey = reply.LastEvaluatedKey;
  } while (startKey);
  return decisions;
}
