import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DecisionRecord } from '../../core/decision';
import {
  SERVICE_PARTITION,
  type ServiceItem,
  type ServiceState,
  STATE_PARTITION,
  type StateItem,
  stateKey,
} from '../../core/service-scaling/service-table';
import type { ControllerName } from '../../core/table/table-schema';
import type { ControllerTurn, Turn } from '../ports';
import type { ServiceTablePort, StoredService } from '../service-scaler/service-scaler-ports';
import { holds } from './dynamodb-condition';
import { DynamoDbHistory } from './dynamodb-history';
import { toAttributes } from './dynamodb-item';
import { queryPartition } from './dynamodb-query';
import { DynamoDbTurns } from './dynamodb-turn';

/** The service scaler's table on DynamoDB; every read is strongly consistent. */
export class DynamoDbServiceTable implements ServiceTablePort {
  private readonly turns: DynamoDbTurns;
  private readonly history: DynamoDbHistory;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    this.turns = new DynamoDbTurns(client, tableName);
    this.history = new DynamoDbHistory(client, tableName);
  }

  takeTurn<Memory>(controller: ControllerName): Promise<ControllerTurn<Memory>> {
    return this.turns.take(controller);
  }

  saveMemory<Memory extends object>(controller: ControllerName, version: number, memory: Memory): Promise<boolean> {
    return this.turns.save({ controller, version }, memory);
  }

  keepDecisions(turn: Turn, nowMs: number, decisions: readonly DecisionRecord[]): Promise<void> {
    return this.history.keep(turn, nowMs, decisions);
  }

  async readServices(): Promise<readonly StoredService[]> {
    const [services, states] = await Promise.all([
      queryPartition<ServiceItem>(this.client, this.tableName, SERVICE_PARTITION),
      queryPartition<StateItem>(this.client, this.tableName, STATE_PARTITION),
    ]);
    const stateOf = new Map(states.map(({ sk, state }) => [sk, state]));
    return services.map(({ sk, service }) => {
      const state = stateOf.get(sk);
      return { resourceId: sk, service, ...(state === undefined ? {} : { state }) };
    });
  }

  saveState({ version }: Turn, resourceId: string, state: ServiceState): Promise<boolean> {
    const item: StateItem = { ...stateKey(resourceId), version, state: JSON.stringify(state) };
    return holds(
      this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: toAttributes(item),
          ConditionExpression: 'attribute_not_exists(#version) OR #version < :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: String(version) } },
        }),
      ),
    );
  }
}
