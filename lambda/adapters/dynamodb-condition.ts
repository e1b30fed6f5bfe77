import { setTimeout as pause } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';

/**
 * Actions in one transaction.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-dynamodb-transactions
 */
export const TRANSACTION_ACTIONS = 100;

/** Codes of a cancelled transaction that mean "someone else was first", so that reading again mends it. */
const LOST_RACE = new Set(['None', 'ConditionalCheckFailed', 'TransactionConflict']);

/** Codes of a cancelled transaction that met the limit of a partition or table. */
const THROTTLED = new Set(['ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Answers whether a conditional write was made; every error other than a failed condition is thrown on. */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return false;
    }
    throw error;
  }
}

/** Attempts at a write that meets transactions in flight, or a limit of throughput: they take 1.2 and 2.5 seconds. */
const CONFLICT_ATTEMPTS = 5;
const THROTTLED_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 40;

/**
 * Makes a write that must go through although a transaction touches the same item at this moment; the SDK does not try
 * such a write again by itself.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export function despiteConflicts<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  return repeatedly(write, (error) => error instanceof TransactionConflictException, CONFLICT_ATTEMPTS);
}

async function repeatedly<Answer>(
  write: () => Promise<Answer>,
  isPassing: (error: unknown) => boolean,
  attempts: number,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isPassing(error) || attempt === attempts) {
        throw error;
      }
      await pause(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

/** What became of a transaction: written, or by index the code why each of its items was refused (`None`: it was not). */
export type TransactionResult =
  | { readonly written: true }
  | { readonly written: false; readonly codes: readonly string[] };

/**
 * Writes all items or none, and answers which conditions failed. A partition takes 1000 write units a second, and a transaction of 100
 * items is at least 200; the SDK repeats a single write that was throttled, but no transaction.
 * @throws TransactionCanceledException for any reason but a failed condition or a conflict.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transact(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
): Promise<TransactionResult> {
  try {
    const command = new TransactWriteItemsCommand({ TransactItems: [...items] });
    await repeatedly(() => client.send(command), isThrottled, THROTTLED_ATTEMPTS);
    return { written: true };
  } catch (error) {
    const codes = codesOf(error);
    if (codes?.every((code) => LOST_RACE.has(code))) {
      return { written: false, codes };
    }
    throw error;
  }
}

function isThrottled(error: unknown): boolean {
  return codesOf(error)?.some((code) => THROTTLED.has(code)) === true;
}

function codesOf(error: unknown): readonly string[] | undefined {
  return error instanceof TransactionCanceledException
    ? error.CancellationReasons?.map((reason) => reason.Code ?? 'None')
    : undefined;
}
