import { ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { sizedSince } from '../../../operate/adapters/sized-since';

const DAY_MS = 86_400_000;

/** Revision `index + 1` of a family, of so many CPU units, registered on day `index`; `undefined` is deleted. */
function family(...cpus: readonly (number | undefined)[]): {
  client: ECSClient;
  current: TaskDefinition;
  asked: string[];
} {
  const asked: string[] = [];
  const revisions = cpus.map((cpu, index) => definitionOf(cpu, index));
  const client = new ECSClient({ region: 'us-east-1' });
  client.send = async (command: { readonly input: { readonly taskDefinition: string } }) => {
    asked.push(command.input.taskDefinition);
    const found = revisions[Number(command.input.taskDefinition.split(':')[1]) - 1];
    if (found === undefined) {
      throw Object.assign(new Error('Unable to describe task definition.'), { name: 'ClientException' });
    }
    return { taskDefinition: found };
  };
  return { client, current: revisions.at(-1) ?? {}, asked };
}

function definitionOf(cpu: number | undefined, index: number): TaskDefinition | undefined {
  const registeredAt = new Date((index + 1) * DAY_MS);
  return cpu === undefined
    ? undefined
    : { family: 'web', revision: index + 1, cpu: String(cpu), memory: '512', registeredAt };
}

describe('sizedSince', () => {
  it.each([
    ['over revisions that kept the size', [512, 256, 256, 256], 2],
    ['from the newest when it changed the size', [256, 256, 512], 3],
    ['not through another size in between', [256, 512, 256], 3],
    ['from the first revision', [256, 256], 1],
    ['not past a deleted revision', [256, undefined, 256], 3],
  ])('counts %s', async (_, cpus, day) => {
    const { client, current } = family(...cpus);

    expect(await sizedSince(client, current, 0)).toBe(day * DAY_MS);
  });

  it('looks no further than needed', async () => {
    const { client, current, asked } = family(512, 256, 256, 256);

    expect(await sizedSince(client, current, 3.5 * DAY_MS)).toBeLessThan(3.5 * DAY_MS);
    expect(asked).toEqual(['web:3']);
  });

  it('passes on what else goes wrong', async () => {
    const { client, current } = family(256, 256);
    client.send = async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };

    await expect(sizedSince(client, current, 0)).rejects.toThrow('no');
  });
});
