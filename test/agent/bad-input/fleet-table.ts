import { tmpdir } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FencedIncarnationError } from '../../../agent/errors';
import type { NodeTablePort } from '../../../agent/ports';
import { dynamoDbNodeTable } from '../../../agent/table/dynamodb-node-table';
import type { Heartbeat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { DynamoDbTable } from '../../../lambda/adapters/dynamodb-table';
import type { TablePort } from '../../../lambda/ports';
import { Calls } from '../../../simulation/engine/calls';
import { Clockwork } from '../../../simulation/engine/clockwork';
import { controllerTable } from '../../../simulation/world/controller-ports';
import { SimulatedTable } from '../../../simulation/world/simulated-table';
import type { MotoServer } from '../moto-server';
import { TestFleet } from '../process/test-fleet';

/** Where the fleet's table is: in the emulator, or in memory, which takes a tenth of the time. */
export type TableKind = 'DynamoDB' | 'memory';

/** One table as the controllers, the nodes and a test see it. */
export interface FleetTable {
  readonly ofControllers: TablePort;
  readonly ofNodes: NodeTablePort;
  heartbeat(nodeId: string): Promise<Heartbeat | undefined>;
  shard(id: string): Promise<Shard>;
  close(): void;
}

const TABLE = 'fleet';

/** The table of one of several like cases: the first has the real one, for all the others' trouble is elsewhere. */
export function tableOfCase(index: number): TableKind {
  return index === 0 ? 'DynamoDB' : 'memory';
}

/** A new table; whatever the emulator held of it is gone. */
export function makeFleetTable(kind: TableKind, moto: MotoServer): Promise<FleetTable> {
  return kind === 'DynamoDB' ? tableInEmulator(moto) : tableInMemory();
}

async function tableInEmulator(moto: MotoServer): Promise<FleetTable> {
  const rows = await TestFleet.withTable(moto, tmpdir());
  const client = new DynamoDBClient(moto.client);
  return {
    ofControllers: new DynamoDbTable(client, TABLE),
    ofNodes: dynamoDbNodeTable(client, TABLE),
    heartbeat: (nodeId) => rows.heartbeat(nodeId),
    shard: (id) => rows.shard(id),
    close: () => {
      rows.close();
      client.destroy();
    },
  };
}

/** The fault simulation's table, which keeps the contract that DynamoDB's adapter keeps. */
async function tableInMemory(): Promise<FleetTable> {
  const table = new SimulatedTable();
  const calls = new Calls(new Clockwork(1), () => {});
  const process = { name: 'controller', isAlive: true, pausedUntilMs: 0, canReach: () => true };
  return {
    ofControllers: controllerTable(calls, process, table),
    ofNodes: nodeTable(table),
    heartbeat: async (nodeId) => table.heartbeats.get(nodeId),
    shard: async (id) => {
      const shard = table.shards.get(id);
      if (shard === undefined) {
        throw new Error(`there is no row of ${id}`);
      }
      return shard;
    },
    close: () => {},
  };
}

function nodeTable(table: SimulatedTable): NodeTablePort {
  return {
    register: async (heartbeat) => {
      const before = table.heartbeats.get(heartbeat.nodeId)?.incarnation;
      if (!table.register(heartbeat, before)) {
        throw new FencedIncarnationError(`${heartbeat.incarnation} was called dead`);
      }
    },
    renew: async (heartbeat) => table.renew(heartbeat),
    workOf: async (nodeId) => table.readShards().filter(({ move }) => move?.actor === nodeId),
    followsOf: async (nodeId) =>
      table
        .readFollows()
        .filter((follow) => follow.nodeId === nodeId)
        .map(({ shardId }) => shardId),
    ownedBy: async (nodeId) => {
      const owned = table.readShards().filter(({ owner }) => owner === nodeId);
      return new Map(owned.map(({ id, epoch }) => [id, epoch]));
    },
    readShard: async (shardId) => table.shards.get(shardId),
    advance: async (shard, event) => table.advance(shard, event),
  };
}
