import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GroupInstance } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { WriteRecord } from '../../../local/laws/write-record';
import { LiveFleet } from '../../../local/live/live-fleet';
import { type MetadataServer, startMetadataServer } from '../../../local/metadata/metadata-server';
import type { PlayerPorts } from '../../../local/player/player-ports';
import { ShardRows } from '../../../local/player/shard-rows';
import { isAlive, processesWith, temporaryFolder, testProject } from '../cloud/project-fixture';

/** Stands for an agent: says who it is and lives until it is killed. */
const PROGRAM = "console.log(process.env.FLEET_DATA_FOLDER ?? ''); setInterval(() => {}, 1000);";
const SHARD: Shard = { id: 'shard-00000', owner: 'i-a', followers: [], epoch: 1 };

let root: string;
let instances: GroupInstance[];
let metadata: MetadataServer;
let rows: ShardRows;
let fleet: LiveFleet;

beforeEach(async () => {
  root = temporaryFolder();
  for (const bundle of ['agent', 'shard-store']) {
    mkdirSync(path.join(root, 'dist/bundles', bundle), { recursive: true });
    writeFileSync(path.join(root, 'dist/bundles', bundle, 'index.js'), PROGRAM);
  }
  instances = [];
  metadata = await startMetadataServer();
  rows = new ShardRows(new WriteRecord(), () => 0);
  fleet = new LiveFleet(ports(), rows, {
    project: testProject({ root }),
    folder: path.join(root, 'nodes'),
    cloudEnvironment: () => ({}),
    fleetName: 'fleet',
    tableName: 'table',
    bucketName: 'bucket',
    policyJson: '{}',
    metadata,
    restartMs: 1,
  });
});

afterEach(async () => {
  await fleet.close();
  await metadata.close();
});

describe('LiveFleet', () => {
  it('starts an agent and a service for each instance', async () => {
    launch('i-a', 'Pending:Wait');
    launch('i-b', 'InService');
    await fleet.observe();

    expect(fleet.nodes().map((node) => node.nodeId)).toEqual(['i-a', 'i-b']);
    expect(running('agent')).toHaveLength(2);
    expect(running('shard-store')).toHaveLength(2);
  });

  it('starts nothing for an instance that is already ending', async () => {
    launch('i-a', 'Terminating:Wait');
    await fleet.observe();

    expect(fleet.nodes()).toEqual([]);
  });

  it('ends both and takes the disk when the instance is gone', async () => {
    launch('i-a');
    await fleet.observe();
    expect(existsSync(diskOf('i-a'))).toBe(true);
    instances = [];
    await fleet.observe();

    await expect.poll(() => processesWith(root)).toEqual([]);
    expect(existsSync(diskOf('i-a'))).toBe(false);
  });

  it('starts a crashed agent and its service anew on the same disk', async () => {
    launch('i-a');
    await fleet.observe();
    await expect.poll(() => readFileSync(logOf('i-a', 1), 'utf8')).toContain(diskOf('i-a'));
    writeFileSync(path.join(diskOf('i-a'), 'copy'), '');
    fleet.node('i-a')?.crash();

    await expect.poll(() => readFileSync(logOf('i-a', 2), 'utf8')).toContain(diskOf('i-a'));
    expect(existsSync(path.join(diskOf('i-a'), 'copy'))).toBe(true);
    expect(fleet.lives()).toMatchObject([{ nodeId: 'i-a', logFile: logOf('i-a', 1) }]);
  });

  it('notes the process id of what runs, and forgets it with the machine', async () => {
    launch('i-a');
    await fleet.observe();
    const file = path.join(root, 'nodes', 'i-a', 'agent.pid');
    const pid = Number(readFileSync(file, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    instances = [];
    await fleet.observe();

    expect(existsSync(file)).toBe(false);
  });

  it('does not bring back a machine that was lost while the group still lists it', async () => {
    launch('i-a');
    await fleet.observe();
    const [node] = fleet.nodes();
    await (node && fleet.lose(node));
    await fleet.observe();

    await expect.poll(() => processesWith(root)).toEqual([]);
  });

  it('reads the rows', async () => {
    await fleet.observe();

    expect(rows.all()).toEqual([SHARD]);
  });

  it('leaves no process when closed', async () => {
    launch('i-a');
    launch('i-b');
    await fleet.observe();
    await fleet.close();

    await expect.poll(() => processesWith(root)).toEqual([]);
  });
});

function ports(): PlayerPorts {
  return {
    describeGroup: async () => ({
      name: 'group',
      minSize: 0,
      maxSize: 9,
      desired: instances.length,
      instances,
      suspendedProcesses: [],
    }),
    readShards: async () => [SHARD],
  };
}

function launch(instanceId: string, lifecycleState = 'InService'): void {
  instances = [...instances, { instanceId, lifecycleState, zone: 'zone-a', healthy: true }];
}

function running(bundle: string): readonly string[] {
  return processesWith(path.join(root, 'dist/bundles', bundle, 'index.js'));
}

function diskOf(nodeId: string): string {
  return path.join(root, 'nodes', nodeId, 'nvme');
}

function logOf(nodeId: string, start: number): string {
  return path.join(root, 'nodes', nodeId, `agent-${start}.log`);
}
