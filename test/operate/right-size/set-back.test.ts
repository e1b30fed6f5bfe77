import type { ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { EcsTasks } from '../../../operate/adapters/ecs-tasks';

const DAY_MS = 86_400_000;

/** A service on one of the revisions of `web`, by CPU units; revision n was registered on day n. */
function tasksOn(revision: number, deployedOnDay: number, cpus: readonly number[]): EcsTasks {
  const deployments = [{ status: 'PRIMARY', createdAt: new Date(deployedOnDay * DAY_MS) }];
  const service = { status: 'ACTIVE', taskDefinition: `web:${revision}`, deployments };
  const send = async ({ input }: { readonly input: { readonly taskDefinition?: string } }) => {
    if (input.taskDefinition === undefined) {
      return { services: [service] };
    }
    const asked = Number(input.taskDefinition.split(':')[1]);
    const cpu = cpus[asked - 1];
    if (cpu === undefined) {
      throw Object.assign(new Error('Unable to describe task definition.'), { name: 'ClientException' });
    }
    const registeredAt = new Date(asked * DAY_MS);
    return { taskDefinition: { family: 'web', revision: asked, cpu: String(cpu), memory: '512', registeredAt } };
  };
  return new EcsTasks({ send } as unknown as ECSClient);
}

describe('a service', () => {
  it.each([
    ['that was set back from another size, since then', 2, 9, [256, 256, 1024], 9],
    ['that was set back from the same size, as though it never went there', 2, 9, [256, 256, 256], 1],
    ['on its newest revision, since the first of its size', 3, 9, [1024, 256, 256], 2],
    ['on the first of its size, since its deployment', 2, 9, [1024, 256], 9],
  ])('%s', async (_, revision, deployedOnDay, cpus, day) => {
    const { sizedSinceMs } = await tasksOn(revision, deployedOnDay, cpus).describe('shop', 'web', 0);

    expect(sizedSinceMs).toBe(day * DAY_MS);
  });
});
