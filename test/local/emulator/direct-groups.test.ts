import {
  AutoScalingClient,
  CreateOrUpdateTagsCommand,
  PutLifecycleHookCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroup, describeGroup, idAt, launchHook, terminateHook } from './create-group';
import { sendRaw } from './direct-requests';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();

describe.skipIf(reason)(`groups described past moto’s serializer ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let client: AutoScalingClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    await emulator.setClock(Date.UTC(2030, 0, 1, 12, 30, 15, 250));
    client = new AutoScalingClient(emulator.clientConfig());
  });
  afterAll(() => emulator?.stop());

  function ask(parameters: Record<string, string>, way: 'direct' | 'moto') {
    const form = { Action: 'DescribeAutoScalingGroups', Version: '2011-01-01', ...parameters };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return sendRaw(
      emulator,
      { service: 'autoscaling', path: '/', body: new URLSearchParams(form).toString(), headers },
      way,
    );
  }

  /** Both answers, without the id of the request; whether the first was direct. */
  async function compare(parameters: Record<string, string>) {
    const [direct, moto] = [await ask(parameters, 'direct'), await ask(parameters, 'moto')];
    const withoutId = (text: string) => text.replace(/<RequestId>[^<]*<\/RequestId>/, '<RequestId/>');
    expect(moto.wasDirect).toBe(false);
    expect(withoutId(direct.text)).toBe(withoutId(moto.text));
    expect([direct.status, direct.headers.get('content-type')]).toEqual([
      moto.status,
      moto.headers.get('content-type'),
    ]);
    return direct;
  }

  const named = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name, index) => [`AutoScalingGroupNames.member.${index + 1}`, name]));

  it('writes a group with instances, hooks, tags and suspended processes as moto does', async () => {
    const name = await createGroup(emulator, {
      LifecycleHookSpecificationList: [launchHook, terminateHook],
      Tags: [{ Key: 'a<b', Value: '"x" & y', PropagateAtLaunch: true }],
      NewInstancesProtectedFromScaleIn: true,
      InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 120 },
      TerminationPolicies: ['OldestInstance'],
      MaxInstanceLifetime: 86_400,
    });
    await client.send(
      new SuspendProcessesCommand({ AutoScalingGroupName: name, ScalingProcesses: ['AZRebalance', 'Launch'] }),
    );

    const answer = await compare(named(name));

    expect(answer.wasDirect).toBe(true);
    expect(answer.text).toContain('<LifecycleState>Pending:Wait</LifecycleState>');
    expect(answer.text).toContain('<Key>a&lt;b</Key>');
    expect(answer.text).toContain('<ProcessName>AZRebalance</ProcessName>');
  });

  it('writes a mixed instances policy as moto does', async () => {
    const template = await createGroup(emulator, { DesiredCapacity: 0 });
    const name = await createGroup(emulator, {
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: template, Version: '$Latest' },
          Overrides: [{ InstanceType: 'i4i.large', WeightedCapacity: '2' }, { InstanceType: 'i4i.xlarge' }],
        },
        InstancesDistribution: { OnDemandBaseCapacity: 1, SpotAllocationStrategy: 'price-capacity-optimized' },
      },
    });

    const answer = await compare(named(name));

    expect(answer.wasDirect).toBe(true);
    expect(answer.text).toContain('<WeightedCapacity>2</WeightedCapacity>');
  });

  it('writes instances that leave, and those that were retained, as moto does', async () => {
    const name = await createGroup(emulator, {
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
    });
    await client.send(new PutLifecycleHookCommand({ AutoScalingGroupName: name, ...terminateHook }));
    const { Instances } = await describeGroup(emulator, name);
    await client.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: idAt(Instances, 0),
        ShouldDecrementDesiredCapacity: true,
      }),
    );

    const leaving = await compare(named(name));
    await emulator.setClock(Date.UTC(2030, 0, 1, 12, 40));
    const retained = await compare(named(name));

    expect(leaving.text).toContain('<LifecycleState>Terminating:Wait</LifecycleState>');
    expect(retained.text).toContain('<LifecycleState>Terminating:Retained</LifecycleState>');
    expect([leaving.wasDirect, retained.wasDirect]).toEqual([true, true]);
  });

  it('knows several groups by name, all of them, and none', async () => {
    const [first, second] = [await createGroup(emulator), await createGroup(emulator)];

    const answers = [await compare(named(first, second)), await compare({}), await compare(named('none'))];

    expect(answers.map(({ wasDirect }) => wasDirect)).toEqual([true, true, true]);
    expect(answers[0]?.text.match(/<MinSize>/g)).toHaveLength(2);
    expect(answers[2]?.text).toContain('<AutoScalingGroups/>');
  });

  it('sees a change at once', async () => {
    const name = await createGroup(emulator);
    await compare(named(name));
    const tag = { ResourceId: name, ResourceType: 'auto-scaling-group', Key: 'new', Value: '1' };
    await client.send(new CreateOrUpdateTagsCommand({ Tags: [{ ...tag, PropagateAtLaunch: false }] }));

    expect((await compare(named(name))).text).toContain('<Key>new</Key>');
  });

  it('leaves filters, pages and faults to moto', async () => {
    await createGroup(emulator);
    const filter = { 'Filters.member.1.Name': 'tag-key', 'Filters.member.1.Values.member.1': 'new' };

    const answers = [await compare(filter), await compare({ MaxRecords: '1' }), await compare({ NextToken: 'none' })];

    expect(answers.map(({ wasDirect }) => wasDirect)).toEqual([false, false, false]);
  });
});
