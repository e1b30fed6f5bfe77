import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FencedIncarnationError } from '../../../agent/errors';
import type { NodeTablePort } from '../../../agent/ports';
import { dynamoDbNodeTable } from '../../../agent/table/dynamodb-node-table';
import type { Heartbeat } from '../../../core/fleet/node';
import { PARTITION_KEY, SORT_KEY } from '../../../core/table/table-schema';
import { withStrictRequests } from '../../strict-requests';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';

const TABLE = 'late-heartbeats';

/** Requests that arrive long after they were sent: found by the fault simulation, see docs/fault-simulation.md. */
describe.skipIf(MOTO_MISSING)(`GIVEN heartbeats that arrive late${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let client: DynamoDBClient;
  let table: NodeTablePort;

  beforeAll(async () => {
    moto = await startMoto();
    client = withStrictRequests(new DynamoDBClient(moto.client));
    table = dynamoDbNodeTable(client, TABLE);
    await client.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [PARTITION_KEY, SORT_KEY].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: PARTITION_KEY, KeyType: 'HASH' },
          { AttributeName: SORT_KEY, KeyType: 'RANGE' },
        ],
      }),
    );
  });

  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  function heartbeat(nodeId: string, incarnation: string, counter: number): Heartbeat {
    const rest = { fenced: false, zone: 'z', address: 'h:1', capacityBytes: 1, usedBytes: 0, metrics: {}, shards: {} };
    return { nodeId, incarnation, counter, ...rest };
  }

  /** A client whose writes arrive only when they are let through. */
  function delayedClient() {
    const delayed = new DynamoDBClient(moto.client);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = () => {};
    const sent = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    delayed.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'PutItemCommand') {
          arrived();
          await released;
        }
        return next(args);
      },
      { step: 'finalizeRequest', name: 'delay', priority: 'high' },
    );
    return { client: delayed, release, sent };
  }

  it('THEN a renewal never brings an older counter back, and the same one again is a retry', async () => {
    await table.register(heartbeat('a', 'a-1', 1));
    await table.renew(heartbeat('a', 'a-1', 3));
    expect(await table.renew(heartbeat('a', 'a-1', 2))).toBe(false);
    expect(await table.renew(heartbeat('a', 'a-1', 3))).toBe(true);
    await expect(table.register(heartbeat('a', 'a-1', 1))).rejects.toThrow(FencedIncarnationError);
  });

  it.each([
    ['the first one ever', []],
    ['one that follows another', ['b-0']],
  ])('THEN a registration, %s, never ousts a later start of the agent', async (name, before) => {
    const nodeId = `b ${name}`;
    for (const incarnation of before) {
      await table.register(heartbeat(nodeId, incarnation, 1));
    }
    const delayed = delayedClient();
    const late = dynamoDbNodeTable(delayed.client, TABLE).register(heartbeat(nodeId, 'b-1', 1));
    await delayed.sent;
    await table.register(heartbeat(nodeId, 'b-2', 1));
    delayed.release();
    await expect(late).rejects.toThrow(FencedIncarnationError);
    expect(await table.renew(heartbeat(nodeId, 'b-2', 2))).toBe(true);
    delayed.client.destroy();
  });
});
