import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Homes } from '../../agent/home/s3-homes';
import type { ShardServicePort } from '../../agent/ports';
import { dynamoDbNodeTable } from '../../agent/table/dynamodb-node-table';
import type { NodeMeasurement } from '../../agent/worker/node-identity';
import { NodeWorker } from '../../agent/worker/node-worker';
import type { NodeMetrics } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import { decisionPartition } from '../../core/table/table-schema';
import { DynamoDbTable } from '../../lambda/adapters/dynamodb-table';
import { CdkCli } from '../../local/cloud/cdk/cdk-cli';
import { synthesize } from '../../local/cloud/cdk/synthesize';
import { clientSettings, type LocalCloud } from '../../local/cloud/cloud';
import { type DeployedFleet, discoverFleet } from '../../local/replay/deployed-fleet';
import { testProject } from './cloud/project-fixture';
import { startTestCloud } from './cloud/start-test-cloud';
import { missingEmulator } from './emulator/start-emulator';

const TICK_MS = 60_000;
const SHARDS = 16;
const reason = missingEmulator();

/** A service without data, as the original's example has none. */
const SERVICE: ShardServicePort = {
  hydrate: async () => true,
  open: async () => {},
  extend: () => {},
  close: async () => {},
  drop: async () => {},
};

/** Phantom-DB's usage example, on the blueprint that stands for it and through its deployed handlers. */
describe.skipIf(reason)(`Phantom-DB's usage example ${reason ?? ''}`, () => {
  let cloud: LocalCloud;
  let fleet: DeployedFleet;
  let world: ReturnType<typeof makeWorld>;
  let node1: NodeWorker;
  let node2: NodeWorker;
  const metrics = new Map<string, NodeMetrics>();
  let nowMs = Date.UTC(2026, 0, 5);

  beforeAll(async () => {
    const project = testProject();
    const environment = { PATH: process.env.PATH };
    const context = { shards: String(SHARDS) };
    const assembly = await synthesize({ project, environment, source: { blueprint: 'elastic-database' }, context });
    cloud = await startTestCloud();
    const cdk = new CdkCli({ project, environment, cloud, assembly });
    await cdk.bootstrap();
    await cdk.deploy();
    fleet = await discoverFleet(new LambdaClient(clientSettings(cloud, 'driver')));
    world = makeWorld(cloud, fleet);
    await cloud.setClock(nowMs);
    const [first, second] = await instances();
    node1 = makeNode(first);
    node2 = makeNode(second);
    await join(node1);
    await join(node2);
    await invoke('Lifecycle');
  });

  afterAll(() => cloud?.close());

  it('starts with two nodes at thresholds 70 and 70, and places every shard', async () => {
    expect(fleet.policy.thresholds).toEqual({ cpuPercent: 70, memoryPercent: 70 });
    await rebalanceUntilQuiet();
    const shards = await world.table.readShards();
    expect(shards).toHaveLength(SHARDS);
    expect(new Set(shards.map((shard) => shard.owner))).toEqual(new Set(idsOf(node1, node2)));
  });

  it('scales up when node1 reports CPU 85 and memory 75', async () => {
    metrics.set(node1.identity.nodeId, { cpuPercent: 85, memoryPercent: 75 });
    await nextMinute();
    await invoke('Scaler');
    const decision = await latestScalingDecision();
    expect(decision).toMatchObject({ kind: 'scale-out', details: { desired: 3 } });
    expect(decision?.reason.text).toContain('cpuPercent');
    expect(await instances()).toHaveLength(3);
  });

  it('has nothing to move when rebalancing is triggered on a balanced fleet', async () => {
    await nextMinute();
    await invoke('Rebalancer');
    expect((await world.table.readShards()).filter((shard) => shard.move)).toEqual([]);
  });

  it('has every shard on node1 after node2 was removed', async () => {
    const nodeId = node2.identity.nodeId;
    await world.table.setControl({ nodeId, duty: 'draining', cause: 'operator', sinceMs: nowMs });
    await rebalanceUntilQuiet();
    const shards = await world.table.readShards();
    expect(shards.filter((shard) => shard.owner === node1.identity.nodeId)).toHaveLength(SHARDS);
    expect(node1.openShards()).toHaveLength(SHARDS);
    expect(node2.openShards()).toEqual([]);
  });

  function makeNode(nodeId = ''): NodeWorker {
    const address = `${nodeId}:8001`;
    const identity = { nodeId, incarnation: `${nodeId}-1`, zone: 'us-east-1a', address, capacityBytes: 1e12 };
    const ports = { table: world.nodeTable, homes: world.homes, service: SERVICE };
    return new NodeWorker(identity, ports, fleet.policy.leaseSeconds * 1000, () => nowMs);
  }

  function join(node: NodeWorker): Promise<void> {
    return node.register(measure(node));
  }

  function measure(node: NodeWorker): NodeMeasurement {
    const shards = Object.fromEntries(node.openShards().map((id) => [id, { bytes: 1e9, load: 0.01 }]));
    return { metrics: metrics.get(node.identity.nodeId) ?? {}, usedBytes: 1e9, shards };
  }

  /** Renews the leases just before the minute is over, as nodes do several times in it. */
  async function nextMinute(): Promise<void> {
    nowMs += TICK_MS;
    await cloud.setClock(nowMs);
    for (const node of [node1, node2]) {
      await node.renew(measure(node));
    }
  }

  /** Ticks until a tick starts no move; between ticks the nodes do their work. */
  async function rebalanceUntilQuiet(): Promise<void> {
    for (let minute = 0; minute < 30; minute += 1) {
      await nextMinute();
      await invoke('Rebalancer');
      if (!(await workUntilDone())) {
        return;
      }
    }
    throw new Error('the fleet did not come to rest in 30 minutes');
  }

  /** Returns whether there was anything to do. */
  async function workUntilDone(): Promise<boolean> {
    let waiting = await movingShards();
    const hadWork = waiting.length > 0;
    while (waiting.length > 0) {
      for (const shard of waiting) {
        await node1.handle(shard);
        await node2.handle(shard);
      }
      waiting = await movingShards();
    }
    return hadWork;
  }

  async function movingShards(): Promise<readonly Shard[]> {
    return (await world.table.readShards()).filter((shard) => shard.move);
  }

  async function instances(): Promise<string[]> {
    const names = { AutoScalingGroupNames: [fleet.names.groupName] };
    const { AutoScalingGroups } = await world.autoScaling.send(new DescribeAutoScalingGroupsCommand(names));
    return (AutoScalingGroups?.[0]?.Instances ?? []).map((instance) => instance.InstanceId ?? '');
  }

  async function invoke(part: 'Scaler' | 'Rebalancer' | 'Lifecycle'): Promise<void> {
    const FunctionName = fleet.functionNames.find((name) => name.includes(part));
    const Payload = JSON.stringify({ 'detail-type': 'Scheduled Event', time: new Date(nowMs).toISOString() });
    const reply = await world.lambda.send(new InvokeCommand({ FunctionName, Payload }));
    expect(reply.FunctionError, Buffer.from(reply.Payload ?? '').toString()).toBeUndefined();
  }

  async function latestScalingDecision() {
    const { Items } = await world.dynamoDb.send(
      new QueryCommand({
        TableName: fleet.names.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: decisionPartition('scaler') } },
      }),
    );
    return (Items ?? []).map((item) => unmarshall(item)).findLast((item) => item.subject === 'size');
  }
});

function makeWorld(cloud: LocalCloud, fleet: DeployedFleet) {
  const player = clientSettings(cloud, 'player');
  const driver = clientSettings(cloud, 'driver');
  const dynamoDb = new DynamoDBClient(driver);
  return {
    dynamoDb,
    table: new DynamoDbTable(dynamoDb, fleet.names.tableName),
    nodeTable: dynamoDbNodeTable(new DynamoDBClient(player), fleet.names.tableName),
    homes: s3Homes(new S3Client(player), fleet.names.bucketName),
    autoScaling: new AutoScalingClient(driver),
    lambda: new LambdaClient(driver),
  };
}

function idsOf(...nodes: readonly NodeWorker[]): string[] {
  return nodes.map((node) => node.identity.nodeId);
}
