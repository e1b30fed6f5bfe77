import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DecisionRecord } from '../../core/decision';
import type { Follow } from '../../core/fleet/follow';
import type { DrainCause, NodeControl } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import type { Move } from '../../core/move/move';
import type { Transition } from '../../core/move/move-machine';
import type { NodeRecords } from '../../core/table/parse-nodes';
import type { ControllerName, FleetSwitches } from '../../core/table/table-schema';
import type { ControllerTurn, DeadNode, NewShard, TablePort, Turn } from '../ports';
import { DynamoDbFollows } from './dynamodb-follows';
import { DynamoDbHistory } from './dynamodb-history';
import { DynamoDbNodes } from './dynamodb-nodes';
import { DynamoDbShards } from './dynamodb-shards';
import { DynamoDbSwitches } from './dynamodb-switches';
import { DynamoDbTurns } from './dynamodb-turn';

/** The shard table on DynamoDB; every read is strongly consistent. */
export class DynamoDbTable implements TablePort {
  private readonly turns: DynamoDbTurns;
  private readonly nodes: DynamoDbNodes;
  private readonly shards: DynamoDbShards;
  private readonly follows: DynamoDbFollows;
  private readonly switches: DynamoDbSwitches;
  private readonly history: DynamoDbHistory;

  constructor(client: DynamoDBClient, tableName: string) {
    this.turns = new DynamoDbTurns(client, tableName);
    this.nodes = new DynamoDbNodes(client, tableName);
    this.shards = new DynamoDbShards(client, tableName);
    this.follows = new DynamoDbFollows(client, tableName);
    this.switches = new DynamoDbSwitches(client, tableName);
    this.history = new DynamoDbHistory(client, tableName);
  }

  takeTurn<Memory>(controller: ControllerName): Promise<ControllerTurn<Memory>> {
    return this.turns.take(controller);
  }

  saveMemory<Memory extends object>(controller: ControllerName, version: number, memory: Memory): Promise<boolean> {
    return this.turns.save({ controller, version }, memory);
  }

  readSwitches(): Promise<FleetSwitches> {
    return this.switches.read();
  }

  endRoll(startedAtMs: number): Promise<boolean> {
    return this.switches.endRoll(startedAtMs);
  }

  readNodes(): Promise<NodeRecords> {
    return this.nodes.readAll();
  }

  readShards(): Promise<readonly Shard[]> {
    return this.shards.readAll();
  }

  createShards(shards: readonly NewShard[]): Promise<void> {
    return this.shards.create(shards);
  }

  readFollows(): Promise<readonly Follow[]> {
    return this.follows.readAll();
  }

  setFollowers(turn: Turn, shard: Shard, followers: readonly string[], leavers: readonly string[]): Promise<boolean> {
    return this.follows.set(turn, shard, followers, leavers);
  }

  createMove(turn: Turn, shard: Shard, move: Move): Promise<boolean> {
    return this.shards.createMove(turn, shard, move);
  }

  changeMove(turn: Turn, shard: Shard, transition: Transition, dead?: DeadNode): Promise<boolean> {
    return this.shards.changeMove(turn, shard, transition, dead);
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
