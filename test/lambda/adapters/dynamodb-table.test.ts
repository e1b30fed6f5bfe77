import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal, startMove, transition } from '../../../core/move/move-machine';
import { moveUpdate } from '../../../core/table/shard-update';
import {
  ACTOR_INDEX,
  controllerKey,
  type FleetSwitches,
  FOLLOW_PREFIX,
  heartbeatKey,
  SHARD_PREFIX,
  SWITCHES_KEY,
  toShardItem,
} from '../../../core/table/table-schema';
import { toUpdate } from '../../../lambda/adapters/dynamodb-item';
import { DynamoDbTable } from '../../../lambda/adapters/dynamodb-table';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { shardTable } from '../../shard-table';
import { withStrictRequests } from '../../strict-requests';
import { MemoryTable } from '../memory/memory-table';
import { describeTable } from './table-contract';

describeTable('table in memory', async () => {
  const table = new MemoryTable();
  return {
    table,
    writeHeartbeat: async (heartbeat) => {
      table.heartbeats.set(heartbeat.nodeId, heartbeat);
    },
    setSwitches: async (switches) => {
      table.switches = { halted: false, parked: false, ...switches };
    },
    ownedBy: async (id, owner) => {
      table.shards.set(id, { id, owner, followers: [], epoch: 1 });
    },
  };
});

describe.skipIf(MOTO_MISSING)(`DynamoDB adapter${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;
  let client: DynamoDBClient;
  let tables = 0;

  beforeAll(async () => {
    emulator = await startMoto();
    client = withStrictRequests(new DynamoDBClient(emulator.client));
  });

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  async function makeTable() {
    tables += 1;
    const TableName = `fleet-${tables}`;
    await client.send(new CreateTableCommand(shardTable(TableName)));
    const put = (item: object) => client.send(new PutItemCommand({ TableName, Item: marshall(item) }));
    return {
      TableName,
      table: new DynamoDbTable(client, TableName),
      writeHeartbeat: async (heartbeat: { readonly nodeId: string }) => {
        await put({ ...heartbeatKey(heartbeat.nodeId), ...heartbeat });
      },
      setSwitches: async (switches: Partial<FleetSwitches>) => {
        await put({ ...SWITCHES_KEY, ...switches });
      },
      ownedBy: async (id: string, owner: string) => {
        await put(toShardItem({ id, owner, followers: [], epoch: 1 }));
      },
    };
  }

  describeTable('table on DynamoDB', makeTable);

  it('keeps each decision of a turn once, in order, with an expiry 30 days ahead', async () => {
    const { table, TableName } = await makeTable();
    const nowMs = Date.UTC(2026, 10, 21);
    const turn = { controller: 'scaler', version: 3 } as const;
    const decisions = Array.from({ length: 101 }, (_, index) => ({
      kind: 'hold',
      reason: { code: 'steady', text: `${index}` },
      acts: false,
      details: {},
    }));
    await table.keepDecisions(turn, nowMs, decisions);
    await table.keepDecisions(turn, nowMs, decisions);
    const answer = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ExpressionAttributeValues: { ':pk': { S: 'DECISION#scaler' } },
      }),
    );
    const items = (answer.Items ?? []).map((item) => unmarshall(item));
    expect(items.map((item) => item.reason.text)).toEqual(decisions.map((decision) => decision.reason.text));
    expect(items[0]).toMatchObject({ sk: '2026-11-21T00:00:00.000Z#3#00000', version: 3 });
    expect(items[0]?.expiresAt).toBe(nowMs / 1000 + 30 * 86_400);
  });

  it('tells nodes their work by the actor index, and forgets it with the move', async () => {
    const { table, TableName } = await makeTable();
    await table.createShards([{ id: 'shard-00000', epoch: 0 }]);
    const { version } = await table.takeTurn('rebalancer');
    const [shard] = await table.readShards();
    if (shard === undefined) throw new Error('no shard');
    const move = startMove({ id: 'm', from: null, to: 'n1', reason: 'rebalance', startedAtMs: 1 });
    await table.createMove({ controller: 'rebalancer', version }, shard, move);
    const work = () =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: ACTOR_INDEX.name,
          KeyConditionExpression: '#actor = :actor',
          ExpressionAttributeNames: { '#actor': 'actor' },
          ExpressionAttributeValues: { ':actor': { S: 'n1' } },
        }),
      );
    expect((await work()).Count).toBe(1);
    const [moving] = await table.readShards();
    if (moving === undefined) throw new Error('no shard');
    await table.changeMove({ controller: 'rebalancer', version }, moving, {
      expected: moving.move?.state ?? 'copying',
      move: undefined,
      ownership: 'kept',
    });
    expect((await work()).Count).toBe(0);
  });

  it('tells a node moves and what it follows apart by the actor index', async () => {
    const { table, TableName } = await makeTable();
    await table.createShards([
      { id: 'shard-00000', epoch: 0 },
      { id: 'shard-00001', epoch: 0 },
    ]);
    const turn = { controller: 'rebalancer', version: (await table.takeTurn('rebalancer')).version } as const;
    const [first, second] = await table.readShards();
    if (first === undefined || second === undefined) throw new Error('no shards');
    const move = startMove({ id: 'm', from: null, to: 'n1', reason: 'rebalance', startedAtMs: 1 });
    await table.createMove(turn, first, move);
    await table.setFollowers(turn, second, ['n1', 'n2'], []);
    const found = async (prefix: string) => {
      const answer = await client.send(
        new QueryCommand({
          TableName,
          IndexName: ACTOR_INDEX.name,
          KeyConditionExpression: '#actor = :actor AND begins_with(#sk, :prefix)',
          ExpressionAttributeNames: { '#actor': 'actor', '#sk': 'sk' },
          ExpressionAttributeValues: { ':actor': { S: 'n1' }, ':prefix': { S: prefix } },
        }),
      );
      return (answer.Items ?? []).map((item) => unmarshall(item).sk);
    };
    expect(await found(SHARD_PREFIX)).toEqual(['shard-00000']);
    expect(await found(FOLLOW_PREFIX)).toEqual(['FOLLOW#shard-00001#n1']);
  });

  it('Law 3: lets exactly one of a commit and a cancellation through', async () => {
    const { table, TableName } = await makeTable();
    await table.createShards([{ id: 'shard-00000', epoch: 0 }]);
    const { version } = await table.takeTurn('rebalancer');
    const [shard] = await table.readShards();
    if (shard === undefined) throw new Error('no shard');
    const move = startMove({ id: 'm', from: null, to: 'n1', reason: 'rebalance', startedAtMs: 1 });
    await table.createMove({ controller: 'rebalancer', version }, shard, move);
    const moving = { ...shard, move };
    const step = transition(move, 'committed');
    if (isRefusal(step)) throw new Error(step.refused);
    const commit = () => client.send(new UpdateItemCommand({ TableName, ...toUpdate(moveUpdate(moving, step)) }));
    await commit();
    expect(
      await table.changeMove({ controller: 'rebalancer', version }, moving, {
        expected: moving.move?.state ?? 'copying',
        move: undefined,
        ownership: 'kept',
      }),
    ).toBe(false);
    expect((await table.readShards())[0]).toMatchObject({ owner: 'n1', epoch: 1, move: { state: 'committed' } });
    await expect(commit()).rejects.toThrow('conditional request failed');
  });

  it('sets followers in a row that somebody wrote by hand without any', async () => {
    const { table, TableName } = await makeTable();
    const Item = marshall({ pk: 'SHARD', sk: 'shard-00000', owner: 'n1', epoch: 1 });
    await client.send(new PutItemCommand({ TableName, Item }));
    const turn = { controller: 'rebalancer', version: (await table.takeTurn('rebalancer')).version } as const;
    const [shard] = await table.readShards();
    if (shard === undefined) throw new Error('no shard');
    expect(await table.setFollowers(turn, shard, ['n2'], [])).toBe(true);
    expect((await table.readShards())[0]?.followers).toEqual(['n2']);
  });

  it('keeps what each transaction checks small, however much a controller remembers', async () => {
    const { table, TableName } = await makeTable();
    const { version } = await table.takeTurn('rebalancer');
    await table.saveMemory('rebalancer', version, { observations: 'x'.repeat(100_000) });
    const Key = marshall(controllerKey('rebalancer'));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
    expect(Item?.version).toEqual({ N: String(version) });
    expect(JSON.stringify(Item).length).toBeLessThan(1024);
  });

  it('reads more than one page of shards', async () => {
    const { table, TableName } = await makeTable();
    const filler = 'x'.repeat(300_000);
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const Item = marshall({ pk: 'SHARD', sk: id, followers: [], epoch: 0, filler });
      await client.send(new PutItemCommand({ TableName, Item }));
    }
    expect((await table.readShards()).map((shard) => shard.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('throws on when the table does not exist', async () => {
    const table = new DynamoDbTable(client, 'nowhere');
    await expect(table.takeTurn('scaler')).rejects.toThrow();
    await expect(table.changeControl({ controller: 'scaler', version: 1 }, 'n1', undefined)).rejects.toThrow();
  });
});
