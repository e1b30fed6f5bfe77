import { CreateTableCommand, DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FencedIncarnationError } from '../../../agent/errors';
import type { NodeTablePort } from '../../../agent/ports';
import { dynamoDbNodeTable } from '../../../agent/table/dynamodb-node-table';
import type { Heartbeat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import type { Move, MoveState } from '../../../core/move/move';
import { isRefusal, MOVE_TRANSITIONS, type MoveEvent, transition } from '../../../core/move/move-machine';
import { type ConditionalUpdate, moveCreation, moveUpdate } from '../../../core/table/shard-update';
import { heartbeatKey, toShardItem } from '../../../core/table/table-schema';
import { shardTable } from '../../shard-table';
import { withStrictRequests } from '../../strict-requests';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';

const TABLE = 'shards-test';

describe.skipIf(MOTO_MISSING)(`the table in DynamoDB${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let client: DynamoDBClient;
  let table: NodeTablePort;
  let count = 0;

  beforeAll(async () => {
    moto = await startMoto();
    client = withStrictRequests(new DynamoDBClient(moto.client));
    table = dynamoDbNodeTable(client, TABLE);
    await client.send(new CreateTableCommand(shardTable(TABLE)));
  });

  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  const MOVE: Move = {
    id: 'm',
    from: 'a',
    to: 'b',
    toIncarnation: 'b-1',
    state: 'copying',
    reason: 'rebalance',
    startedAtMs: 5,
    actor: 'b',
  };

  async function put(change: Partial<Shard> = {}): Promise<Shard> {
    count += 1;
    const shard: Shard = { id: `shard-${count}`, owner: 'a', followers: [], epoch: 3, ...change };
    await client.send(
      new PutItemCommand({ TableName: TABLE, Item: marshall(toShardItem(shard), { removeUndefinedValues: true }) }),
    );
    return shard;
  }

  async function write(update: ConditionalUpdate): Promise<'written' | string> {
    const { Key, ExpressionAttributeValues, ExpressionAttributeNames, ...expressions } = update;
    const command = new UpdateItemCommand({
      ...expressions,
      TableName: TABLE,
      Key: marshall(Key),
      ExpressionAttributeNames: { ...ExpressionAttributeNames },
      ExpressionAttributeValues: marshall(ExpressionAttributeValues),
    });
    return client.send(command).then(
      () => 'written',
      (error: Error) => error.name,
    );
  }

  function heartbeat(change: Partial<Heartbeat> = {}): Heartbeat {
    const base = { nodeId: 'a', incarnation: 'a-1', counter: 1, fenced: false, zone: 'z', address: 'h:1' };
    return { ...base, capacityBytes: 1, usedBytes: 0, metrics: { cpuPercent: 3 }, shards: {}, ...change };
  }

  async function fence(nodeId: string): Promise<void> {
    await client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: marshall(heartbeatKey(nodeId)),
        UpdateExpression: 'SET #fenced = :yes',
        ExpressionAttributeNames: { '#fenced': 'fenced' },
        ExpressionAttributeValues: marshall({ ':yes': true }),
      }),
    );
  }

  it('renews what it registered', async () => {
    await table.register(heartbeat());
    expect(await table.renew(heartbeat({ counter: 2 }))).toBe(true);
  });

  it('refuses to renew a fenced, a replaced or an unknown incarnation', async () => {
    await table.register(heartbeat({ nodeId: 'f' }));
    await fence('f');
    expect(await table.renew(heartbeat({ nodeId: 'f', counter: 2 }))).toBe(false);
    expect(await table.renew(heartbeat({ nodeId: 'f', incarnation: 'other' }))).toBe(false);
    expect(await table.renew(heartbeat({ nodeId: 'unknown' }))).toBe(false);
  });

  it('lets another incarnation join after a fence, but never the fenced one', async () => {
    await table.register(heartbeat({ nodeId: 'g' }));
    await fence('g');
    await expect(table.register(heartbeat({ nodeId: 'g', counter: 2 }))).rejects.toThrow(FencedIncarnationError);
    await table.register(heartbeat({ nodeId: 'g', incarnation: 'g-2' }));
    expect(await table.renew(heartbeat({ nodeId: 'g', incarnation: 'g-2', counter: 2 }))).toBe(true);
  });

  it('finds a node’s work by the index, and only while it is its turn', async () => {
    const shard = await put({ owner: 'wa', move: { ...MOVE, from: 'wa', to: 'wb', actor: 'wb' } });
    expect(await table.workOf('wb')).toEqual([shard]);
    expect(await table.workOf('wa')).toEqual([]);
    expect(await table.advance(shard, 'copied')).toBe(true);
    expect(await table.workOf('wb')).toEqual([]);
    expect((await table.workOf('wa'))[0]?.move?.state).toBe('releasing');
  });

  it('gives a committed shard to the target, with the next epoch and its incarnation', async () => {
    const shard = await put({ followers: ['c', 'b'], move: { ...MOVE, state: 'released' } });
    expect(await table.advance(shard, 'committed')).toBe(true);
    expect(await table.readShard(shard.id)).toMatchObject({
      owner: 'b',
      ownerIncarnation: 'b-1',
      epoch: 4,
      followers: ['c'],
      move: { state: 'committed', actor: 'b' },
    });
  });

  it('remembers of a sealed shard that it has a home', async () => {
    const shard = await put({ owner: 'b', epoch: 4, move: { ...MOVE, state: 'committed', actor: 'b' } });
    expect(shard.hasHome).toBeUndefined();
    expect(await table.advance(shard, 'sealed')).toBe(true);
    expect(await table.readShard(shard.id)).toMatchObject({ owner: 'b', epoch: 4, hasHome: true });
  });

  it('leaves a shard that is only let go without an owner and a move, in the same epoch', async () => {
    const release: Move = { ...MOVE, to: null, toIncarnation: undefined, state: 'releasing', actor: 'a' };
    const shard = await put({ ownerIncarnation: 'a-1', move: release });
    expect(await table.advance(shard, 'released')).toBe(true);
    expect(await table.readShard(shard.id)).toEqual({ id: shard.id, owner: null, followers: [], epoch: 3 });
  });

  it('finds the shards that a node is to follow, and no moves among them', async () => {
    const follow = (shardId: string) => ({ pk: 'FOLLOW', sk: `FOLLOW#${shardId}#wf`, actor: 'wf' });
    for (const shardId of ['shard-f1', 'shard-f2']) {
      await client.send(new PutItemCommand({ TableName: TABLE, Item: marshall(follow(shardId)) }));
    }
    const moving = await put({ move: { ...MOVE, to: 'wf', actor: 'wf' } });
    expect(await table.followsOf('wf')).toEqual(['shard-f1', 'shard-f2']);
    expect((await table.workOf('wf')).map(({ id }) => id)).toEqual([moving.id]);
  });

  it('finds the shards that a node owns, each with its epoch', async () => {
    const shards = [await put({ owner: 'wo' }), await put({ owner: 'wo', epoch: 7, move: { ...MOVE, from: 'wo' } })];
    await put({ owner: 'another' });
    expect(await table.ownedBy('wo')).toEqual(new Map(shards.map(({ id, epoch }) => [id, epoch])));
  });

  it('forgets the former owner’s incarnation when the target’s is unknown', async () => {
    const { toIncarnation: _unknown, ...move } = MOVE;
    const shard = await put({ ownerIncarnation: 'a-7', move: { ...move, state: 'released' } });
    expect(await table.advance(shard, 'committed')).toBe(true);
    expect((await table.readShard(shard.id))?.ownerIncarnation).toBeUndefined();
  });

  it('takes the move off the row when it is done', async () => {
    const shard = await put({ move: { ...MOVE, state: 'sealed', actor: 'a' } });
    expect(await table.advance(shard, 'cleaned')).toBe(true);
    const { move: _move, ...resting } = shard;
    expect(await table.readShard(shard.id)).toEqual(resting);
    expect(await table.workOf('a')).not.toContainEqual(expect.objectContaining({ id: shard.id }));
  });

  it('answers false for a row in no move, and for an event that does not fit', async () => {
    expect(await table.advance(await put(), 'copied')).toBe(false);
    expect(await table.advance(await put({ move: MOVE }), 'sealed')).toBe(false);
  });

  it('knows no row that was never written', async () => {
    expect(await table.readShard('never')).toBeUndefined();
  });

  it.each([
    ['owned as read', {}, 'written'],
    ['of another owner', { owner: 'z' }, 'ConditionalCheckFailedException'],
    ['of another epoch', { epoch: 4 }, 'ConditionalCheckFailedException'],
    ['without an owner', { owner: null }, 'ConditionalCheckFailedException'],
    ['in a move', { move: MOVE }, 'ConditionalCheckFailedException'],
  ])('starts a move of a shard that is %s: %#', async (_, stored, outcome) => {
    const shard = await put(stored);
    const { move: _move, ...asRead } = { ...shard, owner: 'a', epoch: 3 };
    expect(await write(moveCreation(asRead, MOVE))).toBe(outcome);
  });

  it('places a shard without an owner only once', async () => {
    const shard = await put({ owner: null, epoch: 0 });
    const first: Move = { ...MOVE, from: null, state: 'released' };
    expect(await write(moveCreation(shard, first))).toBe('written');
    expect(await write(moveCreation(shard, first))).toBe('ConditionalCheckFailedException');
  });

  const RACES = (Object.entries(MOVE_TRANSITIONS) as [MoveState, object][]).flatMap(([state, events]) => {
    const names = Object.keys(events) as MoveEvent[];
    return names.flatMap((first) =>
      names.filter((name) => name !== first).map((second) => [state, first, second] as const),
    );
  });

  // One after the other, in both orders: DynamoDB serializes writes of an item, stock moto does not.
  it.each(RACES)('in %s lets %s win over a later %s from the same row', async (state, first, second) => {
    const move = { ...MOVE, state };
    const shard = await put({ move });
    expect(await write(moveUpdate(shard, legal(move, first)))).toBe('written');
    expect(await write(moveUpdate(shard, legal(move, second)))).toBe('ConditionalCheckFailedException');
  });

  it('never commits after a cancel, nor cancels after a commit', async () => {
    const move: Move = { ...MOVE, state: 'released' };
    for (const [first, second] of [
      ['cancel', 'committed'],
      ['committed', 'cancel'],
    ] as const) {
      const shard = await put({ move });
      expect(await write(moveUpdate(shard, legal(move, first)))).toBe('written');
      expect(await write(moveUpdate(shard, legal(move, second)))).toBe('ConditionalCheckFailedException');
    }
  });

  it('refuses a transition of an earlier move of the same shard', async () => {
    const shard = await put({ move: { ...MOVE, id: 'later' } });
    const update = moveUpdate({ ...shard, move: MOVE }, legal(MOVE, 'copied'));
    expect(await write(update)).toBe('ConditionalCheckFailedException');
  });

  function legal(move: Move, event: MoveEvent) {
    const step = transition(move, event);
    if (isRefusal(step)) {
      throw new Error(step.refused);
    }
    return step;
  }
});
