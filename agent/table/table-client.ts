import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A renewal that fails at its first attempt is tried once more, and again with the next heartbeat. */
const ATTEMPTS = 2;
const LONGEST_REQUEST_MS = 3000;
/** Of the time in which a renewal must be over, for the pause between its attempts. */
const PART_FOR_PAUSES = 0.2;

/** Returns the DynamoDB client of a node: no call takes longer than a third of the lease, attempts and pauses included. */
export function tableClient(leaseSeconds: number): DynamoDBClient {
  const allMs = (leaseSeconds * 1000) / 3;
  const requestTimeout = Math.min(LONGEST_REQUEST_MS, (allMs * (1 - PART_FOR_PAUSES)) / ATTEMPTS);
  return new DynamoDBClient({
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: requestTimeout,
      /** Until the answer begins. */
      requestTimeout,
      throwOnRequestTimeout: true,
      /** Without a byte. */
      socketTimeout: requestTimeout,
    },
  });
}
