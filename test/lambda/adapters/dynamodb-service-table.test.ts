import { CreateTableCommand, DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbServiceList } from '../../../lambda/adapters/dynamodb-service-list';
import { DynamoDbServiceTable } from '../../../lambda/adapters/dynamodb-service-table';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { withStrictRequests } from '../../strict-requests';

describe.skipIf(MOTO_MISSING)(`the service table${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;
  let client: DynamoDBClient;
  const turn = (version: number) => ({ controller: 'service-scaler', version }) as const;
  const state = { formatVersion: 1, ran: [{ minute: 7, tasks: 2 }], rules: '[]' };
  const API = 'service/cluster/api';

  beforeAll(async () => {
    emulator = await startMoto();
    client = withStrictRequests(new DynamoDBClient(emulator.client));
    const key = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
    await client.send(
      new CreateTableCommand({
        TableName: 'services',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [key('pk'), key('sk')],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  });

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  it('holds the services of the last deployment, each with its state, and forgets the others', async () => {
    const list = new DynamoDbServiceList(client, 'services');
    const table = new DynamoDbServiceTable(client, 'services');
    const entry = (name: string) => ({ resourceId: `service/cluster/${name}`, json: `{"name":"${name}"}` });
    await list.replace([entry('api'), entry('web')]);
    expect(await table.saveState(turn(1), API, state)).toBe(true);
    await table.saveState(turn(1), 'service/cluster/web', state);
    await list.replace([entry('api'), entry('jobs')]);
    expect(await table.readServices()).toEqual([
      { resourceId: API, service: '{"name":"api"}', state: JSON.stringify(state) },
      { resourceId: 'service/cluster/jobs', service: '{"name":"jobs"}' },
    ]);
    await list.replace([entry('api'), entry('web')]);
    expect(await table.readServices()).toMatchObject([{ state: JSON.stringify(state) }, { service: '{"name":"web"}' }]);
    expect((await table.readServices())[1]).not.toHaveProperty('state');
  });

  it('keeps the state of the newest turn, and memory for the newest alone', async () => {
    const table = new DynamoDbServiceTable(client, 'services');
    expect(await table.saveState(turn(5), API, state)).toBe(true);
    expect(await table.saveState(turn(4), API, { ...state, ownCeiling: 9 })).toBe(false);
    const first = await table.takeTurn<object>('service-scaler');
    const second = await table.takeTurn<object>('service-scaler');
    expect(await table.saveMemory('service-scaler', first.version, { from: 'first' })).toBe(false);
    expect(await table.saveMemory('service-scaler', second.version, { from: 'second' })).toBe(true);
    expect((await table.takeTurn<object>('service-scaler')).memory).toEqual({ from: 'second' });
  });

  it('a state is kept by the first turn after the controller was lost', async () => {
    const table = new DynamoDbServiceTable(client, 'services');
    const nextTurn = async () => turn((await table.takeTurn('service-scaler')).version);
    await nextTurn();
    expect(await table.saveState(await nextTurn(), 'service/cluster/lost', state)).toBe(true);
    const Key = { pk: { S: 'CONTROLLER' }, sk: { S: 'service-scaler' } };
    await client.send(new DeleteItemCommand({ TableName: 'services', Key }));
    expect(await table.saveState(await nextTurn(), 'service/cluster/lost', state)).toBe(true);
  });
});
