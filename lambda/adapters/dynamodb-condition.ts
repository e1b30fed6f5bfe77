import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
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

/** What became of a transaction: written, or by index the code why each of its items was refused (`None`: it was not). */
export type TransactionResult =
  | { readonly written: true }
  | { readonly written: false; readonly codes: readonly string[] };

/**
 * Writes all items or none, and answers which conditions failed.
 * @throws TransactionCanceledException for any reason but a failed condition or a conflict.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transact(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
): Promise<TransactionResult> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
    return { written: true };
  } catch (error) {
    const codes = error instanceof TransactionCanceledException ? codesOf(error) : undefined;
    if (codes?.every((code) => LOST_RACE.has(code))) {
      return { written: false, codes };
    }
    throw error;
  }
}

function codesOf(error: TransactionCanceledException): readonly string[] | undefined {
  return error.CancellationReasons?.map((reason) => reason.Code ?? 'None');
}
