import { ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EcsTasks } from '../../../lambda/adapters/ecs-tasks';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { createEcsServices } from './ecs-service';

describe.skipIf(MOTO_MISSING)(`tasks of ECS services${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;

  beforeAll(async () => {
    emulator = await startMoto();
  });

  afterAll(async () => {
    await emulator?.stop();
  });

  it('are those of active services, however many and in whichever cluster', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
    await createEcsServices(emulator, 'many', names);
    await createEcsServices(emulator, 'few', ['api']);
    const client = new ECSClient(emulator.client);
    const ids = [...names.map((name) => `service/many/${name}`), 'service/few/api'];
    const tasks = await new EcsTasks(client).describe([...ids, 'service/many/none', 'service/none/api']);
    expect([...tasks.keys()].sort()).toEqual([...ids].sort());
    expect(tasks.get('service/few/api')).toMatchObject({ desired: 2, isDeploying: false });
    client.destroy();
  });
});

it.each([
  [{ deployments: [{}] }, false],
  [{ deployments: [{}, {}] }, true],
  [{ taskSets: [{}] }, false],
  [{ taskSets: [{}, {}] }, true],
])('a service with %j is being deployed: %s', async (changes, isDeploying) => {
  const services = [{ serviceName: 'api', status: 'ACTIVE', ...changes }];
  const client = { send: async () => ({ services }) } as unknown as ECSClient;
  const tasks = await new EcsTasks(client).describe(['service/few/api']);
  expect(tasks.get('service/few/api')).toMatchObject({ isDeploying });
});
