import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { DecisionRecord } from '../../core/decision';
import { decisionPartition, EXPIRY_ATTRIBUTE, PARTITION_KEY, SORT_KEY } from '../../core/table/table-schema';
import type { Turn } from '../ports';
import { TRANSACTION_ACTIONS, transact } from './dynamodb-condition';
import { toAttributes } from './dynamodb-item';

const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** The history of decisions in the table. An item's key is its turn and place, so keeping it twice is keeping it once. */
export class DynamoDbHistory {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** @throws Error when another writer has the same items in hand; the next tick decides and keeps them anew. */
  async keep(turn: Turn, nowMs: number, decisions: readonly DecisionRecord[]): Promise<void> {
    const puts = decisions.map((decision, index) => this.put(turn, nowMs, decision, index));
    for (let start = 0; start < puts.length; start += TRANSACTION_ACTIONS) {
      const result = await transact(this.client, puts.slice(start, start + TRANSACTION_ACTIONS));
      if (!result.written) {
        throw new Error(`decisions of turn ${turn.version} of the ${turn.controller} could not be kept`);
      }
    }
  }

  private put(turn: Turn, nowMs: number, decision: DecisionRecord, index: number): TransactWriteItem {
    const place = String(index).padStart(5, '0');
    const item = {
      [PARTITION_KEY]: decisionPartition(turn.controller),
      [SORT_KEY]: `${new Date(nowMs).toISOString()}#${turn.version}#${place}`,
      ...decision,
      version: turn.version,
      atMs: nowMs,
      [EXPIRY_ATTRIBUTE]: Math.floor(nowMs / 1000) + KEPT_SECONDS,
    };
    return { Put: { TableName: this.tableName, Item: toAttributes(item) } };
  }
}
