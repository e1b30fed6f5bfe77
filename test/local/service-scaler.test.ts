import path from 'node:path';
import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScalerEnvironment } from '../../core/contract/environment';
import { clientSettings, type LocalCloud } from '../../local/cloud/cloud';
import { type Deployment, deploy, destroy } from '../../local/cloud/deployment';
import { readCallLog } from '../../local/laws/call-log';
import { openServices } from '../../operate';
import { reportServiceHistory, reportServices } from '../../operate/service/service-report';
import { buildServiceScalerStack, REQUESTS } from './apps/service-scaler-app';
import { testProject } from './cloud/project-fixture';
import { startTestCloud } from './cloud/start-test-cloud';
import { missingEmulator } from './emulator/start-emulator';
import { compareRights } from './least-privilege/compare-rights';
import { readPolicies } from './least-privilege/read-policies';
import { SERVICE_SCALER_EXCUSES } from './least-privilege/service-scaler-excuses';

const reason = missingEmulator();
const MINUTE_MS = 60_000;
/** Full minutes of the cloud's time, which stands still between the ticks. */
let nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

/** The deployed bundles, with the deployed environment and roles, beside an ECS service and no fleet. */
describe.skipIf(reason)(`a deployed service scaler ${reason ?? ''}`, () => {
  const project = testProject();
  const environment = { PATH: process.env.PATH };
  let cloud: LocalCloud;
  let deployment: Deployment;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const assembly = path.join(project.work, 'services');
    const app = new App({ outdir: assembly });
    buildServiceScalerStack(app);
    app.synth();
    deployment = await deploy({ project, environment, cloud, assembly, onStep: () => {} });
    await cloud.setClock(nowMs);
  });

  afterAll(() => cloud?.close());

  /** Requests of the minutes that the next tick can read. */
  async function request(perMinute: number): Promise<void> {
    const client = new CloudWatchClient(clientSettings(cloud, 'test'));
    const newest = nowMs / MINUTE_MS - 1;
    const MetricData = Array.from({ length: 10 }, (_, ago) => ({
      MetricName: REQUESTS.metricName,
      Value: perMinute,
      Timestamp: new Date((newest - ago) * MINUTE_MS),
    }));
    await client.send(new PutMetricDataCommand({ Namespace: REQUESTS.namespace, MetricData }));
    client.destroy();
  }

  async function tick(): Promise<void> {
    const client = new LambdaClient(clientSettings(cloud, 'test'));
    const names: string[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      const ours = Functions.filter(({ Environment }) => Environment?.Variables?.[ScalerEnvironment.SCALER_NAME]);
      names.push(
        ...ours.flatMap(({ FunctionName, Description }) =>
          Description?.includes('decides') ? (FunctionName ?? []) : [],
        ),
      );
    }
    nowMs += 1000;
    await cloud.setClock(nowMs);
    const event = JSON.stringify({ time: new Date(nowMs).toISOString() });
    const answer = await client.send(new InvokeCommand({ FunctionName: names[0], Payload: Buffer.from(event) }));
    expect(answer.FunctionError, Buffer.from(answer.Payload ?? []).toString()).toBeUndefined();
    client.destroy();
  }

  async function target() {
    const client = new ApplicationAutoScalingClient(clientSettings(cloud, 'test'));
    const { ScalableTargets = [] } = await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
    client.destroy();
    const [{ ResourceId = '', MinCapacity, MaxCapacity } = {}] = ScalableTargets;
    return { id: ResourceId, bounds: [MinCapacity, MaxCapacity] };
  }

  /** Sets the number of tasks past the scaler, as an operator might. */
  async function meddle(desiredCount: number): Promise<number | undefined> {
    const client = new ECSClient(clientSettings(cloud, 'test'));
    const [, cluster, name = ''] = (await target()).id.split('/');
    const before = await client.send(new DescribeServicesCommand({ cluster, services: [name] }));
    await client.send(new UpdateServiceCommand({ cluster, service: name, desiredCount }));
    client.destroy();
    return before.services?.[0]?.desiredCount;
  }

  it('is there whole', () => {
    expect(deployment.verification.report.missing).toEqual([]);
  });

  it('sets the number of tasks that the load asks for', async () => {
    await request(700);
    await tick();
    expect((await target()).bounds).toEqual([7, 7]);
    expect(await meddle(3)).toBe(7);
    await tick();
    expect(await meddle(7)).toBe(7);
  });

  it('tells operators what it decided and why', async () => {
    const { book, close } = await openServices(clientSettings(cloud, 'operator'), 'web');
    const { id } = await target();
    const status = await reportServices(book);
    expect(status.value).toMatchObject({ scaler: 'web', services: [{ resourceId: id, last: { kind: 'scale-out' } }] });
    expect(status.lines.join('\n')).toContain('desired   automatic  2 to 20  scale-out');
    const past = await reportServiceHistory(book, 20, id.replace('service/', ''));
    expect(past.lines).toHaveLength(2);
    expect((await reportServiceHistory(book, 1, undefined)).lines).toHaveLength(1);
    expect((await reportServiceHistory(book, 20, 'none/none')).lines).toEqual(['nothing is kept about none/none']);
    close();
  });

  it('lets each role do what it did, and nothing that it never did', async () => {
    const calls = await readCallLog(cloud.callLogPath);
    expect(await compareRights(calls, await readPolicies(cloud), SERVICE_SCALER_EXCUSES)).toEqual({
      denied: [],
      unused: [],
      needlessExcuses: [],
      silent: [],
    });
  });

  it('leaves nothing after destroy', async () => {
    expect(await destroy(deployment, () => {})).toEqual([]);
  });
});
