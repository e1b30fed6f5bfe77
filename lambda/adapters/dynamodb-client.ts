import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from './request-limits';

/**
 * Three controllers read the whole table at the top of the same minute, so a large fleet meets a partition's limit for
 * a moment; more attempts than the SDK's three wait it out.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const ATTEMPTS = 6;

/** Returns the client of the shard table. */
export function dynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ ...CLIENT_LIMITS, maxAttempts: ATTEMPTS });
}
