import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Shard } from '../../core/fleet/shard';
import { controlKey, SWITCHES_KEY, toShardItem } from '../../core/table/table-schema';
import { toAttributes } from '../../lambda/adapters/dynamodb-item';
import { DynamoDbTable } from '../../lambda/adapters/dynamodb-table';
import { DynamoDbDuties } from '../../operate/adapters/dynamodb-duties';
import { DynamoDbPastDecisions } from '../../operate/adapters/dynamodb-past-decisions';
import { DynamoDbRows } from '../../operate/adapters/dynamodb-rows';
import { DynamoDbSwitches } from '../../operate/adapters/dynamodb-switches';
import { MOTO_MISSING, type MotoServer, startMoto } from '../agent/moto-server';
import { withStrictRequests } from '../strict-requests';

const ROLL = { nodes: ['i-a', 'i-b'], maxUnavailable: 1, startedAtMs: 1000 };
const MOVE = {
  id: '1-0',
  from: 'i-a',
  to: 'i-b',
  state: 'copying',
  reason: 'rebalance',
  startedAtMs: 0,
  actor: 'i-b',
} as const;

describe.skipIf(MOTO_MISSING)(`operators' adapters of the table${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let client: DynamoDBClient;
  let tables = 0;
  let name: string;

  beforeAll(async () => {
    moto = await startMoto();
    client = withStrictRequests(new DynamoDBClient(moto.client));
  });

  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  beforeEach(async () => {
    tables += 1;
    name = `fleet-${tables}`;
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
  });

  async function put(item: object): Promise<void> {
    await client.send(new PutItemCommand({ TableName: name, Item: toAttributes(item) }));
  }

  describe('switches', () => {
    it('are off before anybody threw one', async () => {
      expect(await new DynamoDbSwitches(client, name).read()).toEqual({ halted: false, parked: false });
    });

    it('are thrown one by one, and the controllers see it', async () => {
      const switches = new DynamoDbSwitches(client, name);
      expect(await switches.startRoll(ROLL)).toBe(true);
      await switches.setHalted(true);
      await switches.setParked(true);
      await switches.setHalted(false);
      await switches.setHalted(true);

      expect(await switches.read()).toEqual({ halted: true, parked: true, roll: ROLL });
      expect(await new DynamoDbTable(client, name).readSwitches()).toMatchObject({ halted: true });
    });

    it('hold one roll at a time, and end only the one that is meant', async () => {
      const switches = new DynamoDbSwitches(client, name);
      await switches.startRoll(ROLL);

      expect(await switches.startRoll({ ...ROLL, startedAtMs: 2000 })).toBe(false);
      expect(await switches.endRoll(2000)).toBe(false);
      expect((await switches.read()).roll).toEqual(ROLL);
      expect(await switches.endRoll(1000)).toBe(true);
      expect((await switches.read()).roll).toBeUndefined();
      expect(await switches.endRoll(1000)).toBe(false);
    });

    it('read a table that only knows an older switch', async () => {
      await put({ ...SWITCHES_KEY, halted: true });
      expect(await new DynamoDbSwitches(client, name).read()).toEqual({ halted: true, parked: false });
    });
  });

  describe('duties', () => {
    it('change only when the word is as read', async () => {
      const duties = new DynamoDbDuties(client, name);
      const word = { nodeId: 'i-a', duty: 'draining', cause: 'operator', sinceMs: 1 } as const;

      expect(await duties.change('i-a', 'scale-in', word)).toBe(false);
      expect(await duties.change('i-a', undefined, word)).toBe(true);
      expect(await duties.change('i-a', undefined, word)).toBe(false);
      expect((await new DynamoDbTable(client, name).readNodes()).controls.get('i-a')).toMatchObject(word);
      expect(await duties.change('i-a', 'scale-in', undefined)).toBe(false);
      expect(await duties.change('i-a', 'operator', undefined)).toBe(true);
      expect((await new DynamoDbTable(client, name).readNodes()).controls.size).toBe(0);
      expect(await duties.change('i-a', 'operator', word)).toBe(false);
    });

    it.each([
      ['cause', { duty: 'draining', cause: 'operatr' }],
      ['cause, which is no text', { duty: 'draining', cause: 7 }],
      ['cause, which is missing', { duty: 'draining' }],
      ['duty', { duty: 7, cause: 'operator' }],
      ['duty nor cause', { duty: 7, cause: 'operatr' }],
    ])('change as an operator may change them although nobody can read the %s', async (_, written) => {
      const duties = new DynamoDbDuties(client, name);
      const table = new DynamoDbTable(client, name);
      const { version } = await table.takeTurn('lifecycle');
      await put({ ...controlKey('i-a'), ...written });
      const read = (await table.readNodes()).controls.get('i-a')?.cause;
      const mark = { nodeId: 'i-a', duty: 'draining', cause: 'terminating', sinceMs: 1 } as const;

      expect(await duties.change('i-a', 'scale-in', undefined)).toBe(false);
      expect(await table.changeControl({ controller: 'lifecycle', version }, 'i-a', read, mark)).toBe(true);
      await put({ ...controlKey('i-a'), ...written });
      expect(await duties.change('i-a', read, undefined)).toBe(true);
      expect((await table.readNodes()).controls.size).toBe(0);
    });
  });

  describe('rows', () => {
    const shard: Shard = { id: 'shard-00000', owner: 'i-a', ownerIncarnation: 'i-a-1', followers: ['i-b'], epoch: 2 };
    const ownerless = (epoch: number) => ({ id: shard.id, owner: null, followers: ['i-b'], epoch, hasHome: true });

    it('are made once', async () => {
      const rows = new DynamoDbRows(client, name);
      expect(await rows.read('shard-00000')).toBeUndefined();
      expect(await rows.create('shard-00000', 7)).toBe(true);
      expect(await rows.create('shard-00000', 8)).toBe(false);
      expect(await rows.read('shard-00000')).toEqual({
        id: 'shard-00000',
        owner: null,
        followers: [],
        epoch: 7,
        hasHome: true,
      });
    });

    it('are raised when they are as read, and lose their owner', async () => {
      const rows = new DynamoDbRows(client, name);
      await put(toShardItem(shard));

      expect(await rows.raise(shard, 5)).toBe(true);
      expect(await rows.read(shard.id)).toEqual(ownerless(5));
      expect(await rows.raise({ ...shard, owner: null, epoch: 5 }, 6)).toBe(true);
    });

    it.each([
      ['it has another owner', { ...shard, owner: 'i-b' }, 5],
      ['it has another epoch', { ...shard, epoch: 1 }, 5],
      ['it had no owner when read', { ...shard, owner: null }, 5],
      ['the epoch would fall', shard, 1],
    ])('are left when %s', async (_, seen, epoch) => {
      const rows = new DynamoDbRows(client, name);
      await put(toShardItem(shard));

      expect(await rows.raise(seen, epoch)).toBe(false);
      expect(await rows.read(shard.id)).toEqual(shard);
    });

    it('lose their owner in the epoch that they have', async () => {
      const rows = new DynamoDbRows(client, name);
      await put(toShardItem(shard));

      expect(await rows.raise(shard, 2)).toBe(true);
      expect(await rows.read(shard.id)).toEqual(ownerless(2));
    });

    it('lose their move, if it is the one that was read and stands as it did', async () => {
      const rows = new DynamoDbRows(client, name);
      const moving: Shard = { ...shard, move: MOVE };
      await put(toShardItem(moving));

      expect(await rows.raise(shard, 5)).toBe(false);
      expect(await rows.raise({ ...moving, move: { ...MOVE, id: '2-0' } }, 5)).toBe(false);
      expect(await rows.raise({ ...moving, move: { ...MOVE, state: 'releasing' } }, 5)).toBe(false);
      expect(await rows.raise(moving, 5)).toBe(true);
      expect(await rows.read(shard.id)).toEqual(ownerless(5));
    });
  });

  it('history gives the last decisions, newest first', async () => {
    const table = new DynamoDbTable(client, name);
    for (const version of [1, 2, 3]) {
      const decision = { kind: `hold-${version}`, reason: { code: 'c', text: 't' }, acts: false, details: {} };
      await table.keepDecisions({ controller: 'scaler', version }, version * 60_000, [decision]);
    }

    const latest = await new DynamoDbPastDecisions(client, name).latest('scaler', 2);

    expect(latest.map(({ kind, atMs, version }) => ({ kind, atMs, version }))).toEqual([
      { kind: 'hold-3', atMs: 180_000, version: 3 },
      { kind: 'hold-2', atMs: 120_000, version: 2 },
    ]);
  });

  it('history finds the decisions about a shard behind many about others', async () => {
    const table = new DynamoDbTable(client, name);
    for (let version = 1; version <= 30; version += 1) {
      const shard = version <= 2 ? 'shard-00001' : 'shard-00000';
      const decision = { kind: 'move', reason: { code: 'c', text: 't' }, acts: true, details: { shard } };
      await table.keepDecisions({ controller: 'rebalancer', version }, version * 60_000, [decision]);
    }
    const history = new DynamoDbPastDecisions(client, name);

    expect((await history.latest('rebalancer', 5, 'shard-00001')).map(({ version }) => version)).toEqual([2, 1]);
    expect((await history.latest('rebalancer', 1, 'shard-00001')).map(({ version }) => version)).toEqual([2]);
  });
});
