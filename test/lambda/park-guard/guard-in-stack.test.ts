import path from 'node:path';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHARD_COUNT_RESOURCE } from '../../../core/contract/deployment';
import { Environment } from '../../../core/contract/environment';
import { createFunction } from '../../local/emulator/create-function';
import { type Emulator, missingEmulator, startEmulator } from '../../local/emulator/start-emulator';

const reason = missingEmulator();
const StackName = 'fleet';
const ROOT = path.join(__dirname, '../../..');

describe.skipIf(reason)(`the bundled guard, asked by a stack ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let stacks: CloudFormationClient;
  let ServiceToken: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    stacks = new CloudFormationClient(emulator.clientConfig('cdk'));
    const entryPoints = [path.join(ROOT, 'lambda/park-guard/handler.ts')];
    const { outputFiles } = await build({ entryPoints, bundle: true, platform: 'node', format: 'cjs', write: false });
    const { FLEET_NAME, TABLE_NAME, GROUP_NAME } = Environment;
    const Variables = { [FLEET_NAME]: 'orders', [TABLE_NAME]: 'none', [GROUP_NAME]: 'none' };
    const name = await createFunction(emulator, outputFiles[0]?.text ?? '', { Environment: { Variables } });
    ServiceToken = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  });
  afterAll(() => emulator?.stop());

  async function deploy(ChangeSetType: 'CREATE' | 'UPDATE', ShardCount: number): Promise<string | undefined> {
    const Resources = { Count: { Type: SHARD_COUNT_RESOURCE, Properties: { ServiceToken, ShardCount } } };
    const TemplateBody = JSON.stringify({ Resources });
    await stacks.send(new CreateChangeSetCommand({ StackName, ChangeSetName: 'c', ChangeSetType, TemplateBody }));
    await stacks.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'c' }));
    return (await stacks.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
  }

  it('lets no deployment change the number of shards, and the stack be as before', async () => {
    expect(await deploy('CREATE', 64)).toBe('CREATE_COMPLETE');
    expect(await deploy('UPDATE', 128)).toBe('UPDATE_ROLLBACK_COMPLETE');
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName }));
    const reasons = StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '');
    expect(reasons.join()).toContain('fleet orders was made with shards-64, and that cannot become shards-128');
    expect(await deploy('UPDATE', 32)).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});
