import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DecisionRecord } from '../../core/decision';
import type { DrainCause, NodeControl } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import type { Move } from '../../core/move/move';
import { type ControllerName, type FleetSwitches, type NodeRecords, SWITCHES_KEY } from '../../core/table/table-schema';
import type { ControllerTurn, DeadNode, TablePort, Turn } from '../ports';
import { DynamoDbHistory } from './dynamodb-history';
import { fromAttributes, toAttributes } from './dynamodb-item';
import { DynamoDbNodes } from './dynamodb-nodes';
import { DynamoDbShards } from './dynamodb-shards';
import { DynamoDbTurns } from './dynamodb-turn';

/** The shard table on DynamoDB; every read is strongly consistent. */
export class DynamoDbTable implements TablePort {
  private readonly turns: DynamoDbTurns;
  private readonly nodes: DynamoDbNodes;
  private readonly shards: DynamoDbShards;
  private readonly history: DynamoDbHistory;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    this.turns = new DynamoDbTurns(client, tableName);
    this.nodes = new DynamoDbNodes(client, tableName);
    this.shards = new DynamoDbShards(client, tableName);
    this.history = new DynamoDbHistory(client, tableName);
  }

  takeTurn<Memory>(controller: ControllerName): Promise<ControllerTurn<Memory>> {
    return this.turns.take(controller);
  }

  saveMemory<Memory extends object>(controller: ControllerName, version: number, memory: Memory): Promise<boolean> {
    return this.turns.save({ controller, version }, memory);
  }

  async readSwitches(): Promise<FleetSwitches> {
    const answer = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: toAttributes(SWITCHES_KEY), ConsistentRead: true }),
    );
    const item = answer.Item === undefined ? undefined : fromAttributes<Partial<FleetSwitches>>(answer.Item);
    return { halted: item?.halted === true };
  }

  readNodes(): Promise<NodeRecords> {
    return this.nodes.readAll();
  }

  readShards(): Promise<readonly Shard[]> {
    return this.shards.readAll();
  }

  createShards(ids: readonly string[]): Promise<void> {
    return this.shards.create(ids);
  }

  createMove(turn: Turn, shard: Shard, move: Move): Promise<boolean> {
    return this.shards.createMove(turn, shard, move);
  }

  changeMove(turn: Turn, shard: Shard, next: Move | undefined, dead?: DeadNode): Promise<boolean> {
    return this.shards.changeMove(turn, shard, next, dead);
  }

  fence(nodeId: string, seen: { readonly incarnation: string; readonly counter: number }): Promise<boolean> {
    return this.nodes.fence(nodeId, seen);
  }

  setControl(control: NodeControl): Promise<void> {
    return this.nodes.setControl(control);
  }

  clearControl(nodeId: string): Promise<void> {
    return this.nodes.clearControl(nodeId);
  }

  forgetNode(nodeId: string): Promise<void> {
    return this.nodes.forget(nodeId);
  }

  changeControl(turn: Turn, nodeId: string, cause: DrainCause | undefined, next?: NodeControl): Promise<boolean> {
    return this.nodes.changeControl(turn, nodeId, cause, next);
  }

  keepDecisions(turn: Turn, nowMs: number, decisions: readonly DecisionRecord[]): Promise<void> {
    return this.history.keep(turn, nowMs, decisions);
  }
}
