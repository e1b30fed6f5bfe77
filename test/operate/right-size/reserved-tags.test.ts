import { DescribeTaskDefinitionCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterEach, expect, it, vi } from 'vitest';
import { EcsTasks } from '../../../operate/adapters/ecs-tasks';
import type { SizedService } from '../../../operate/right-size/ports';

const client = new ECSClient({ region: 'eu-central-1' });
const ARN = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop';
const SIZES = { cpuUnits: 256, memoryMib: 512, containers: [] };

afterEach(() => {
  vi.restoreAllMocks();
});

it("registers a task definition anew with its tags, but for AWS's own, which ECS takes from nobody", async () => {
  const own = { key: 'team', value: 'shop' };
  const reserved = {
    key: 'aws:servicecatalog:productArn',
    value: 'arn:aws:catalog:eu-central-1:111122223333:product/p',
  };
  const registered: RegisterTaskDefinitionCommand[] = [];
  vi.spyOn(client, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof RegisterTaskDefinitionCommand) {
      registered.push(command);
    }
    const taskDefinition = { taskDefinitionArn: `${ARN}:2`, family: 'shop', containerDefinitions: [] };
    return command instanceof DescribeTaskDefinitionCommand
      ? { taskDefinition, tags: [own, reserved] }
      : { taskDefinition };
  });
  const service = { cluster: 'c', service: 's', taskDefinitionArn: `${ARN}:1` } as SizedService;
  expect(await new EcsTasks(client).rollOut(service, SIZES)).toBe(`${ARN}:2`);
  expect(registered.map(({ input }) => input.tags)).toEqual([[own]]);
});
