import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { describe, expect, it } from 'vitest';
import { readAgentEnvironment } from '../../../agent/environment/read-agent-environment';
import { FleetService, Machine } from '../../../lib';
import { renderNodeUserDataVariants } from '../../../lib/node-agent/user-data-variants';
import { makeFleet, storeAsset } from '../elastic-fleet/fixtures';
import { userDataOf } from '../support/user-data-of';

/**
 * Raw user data that EC2 takes.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
 */
const MOST_BYTES = 16 * 1024;

const VARIANTS = Object.entries(renderNodeUserDataVariants());

function isMissing(program: string): boolean {
  return spawnSync(program, ['--version']).error !== undefined;
}

/** Returns a unit of the user data by name. */
function unitIn(userData: string, name: string): string {
  const [, rest = ''] = userData.split(`cat >/etc/systemd/system/${name} <<`);
  return rest.slice(rest.indexOf('\n') + 1, rest.indexOf('\nEND_OF_'));
}

describe('the user data of a node', () => {
  it.skipIf(isMissing('shellcheck') && !process.env.CI).each(VARIANTS)(
    'gives shellcheck nothing to say (%s; skipped where shellcheck is not installed)',
    (_name, text) => {
      const result = spawnSync('shellcheck', ['-'], { input: text, encoding: 'utf8' });

      expect(result.error).toBeUndefined();
      expect(result.stdout).toBe('');
    },
  );

  it.skipIf(isMissing('systemd-analyze')).each(VARIANTS)(
    'writes units in which systemd knows every line (%s; skipped where systemd-analyze is not installed)',
    (_name, text) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'elastic-fleet-units-'));
      const names = ['elastic-fleet-agent.service', 'elastic-fleet-service.service'].filter((name) =>
        unitIn(text, name),
      );
      for (const name of names) {
        writeFileSync(path.join(folder, name), `${unitIn(text, name)}\n`);
      }

      const result = spawnSync('systemd-analyze', ['verify', '--man=no', ...names], { cwd: folder, encoding: 'utf8' });
      rmSync(folder, { recursive: true });

      expect(result.stderr).not.toMatch(/Unknown|Failed to parse|Invalid|ordering cycle/i);
    },
  );

  it.each(VARIANTS)('lets nobody but the service and the agent look into the copies (%s)', (_name, text) => {
    const made = 'ExecStartPre=+/usr/bin/install --directory --owner=elastic-fleet --group=elastic-fleet --mode=0700';
    expect(unitIn(text, 'elastic-fleet-agent.service')).toContain(made);
  });

  it('fits into what EC2 takes, with names of any length, many variables and a full policy', () => {
    const environment = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`NAME_${index}`, 'v'.repeat(60)]));
    const { stack } = makeFleet((scope) => ({
      service: FleetService.systemd({
        asset: storeAsset(scope),
        command: '/usr/bin/node index.js',
        port: 7070,
        environment,
      }),
      thresholds: { cpuPercent: 70, memoryPercent: 70, diskPercent: 80, networkPercent: 60, queriesPerSecond: 9000 },
      moveBudgets: { perNode: 4, perZone: 40, perFleet: 100 },
    }));

    expect(Buffer.byteLength(userDataOf(stack))).toBeLessThan(MOST_BYTES * 0.75);
  });

  it('reaches nothing but S3', () => {
    const { stack } = makeFleet();
    const text = userDataOf(stack);

    expect(text).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
    expect(text).not.toMatch(/\b(curl|wget|npm|pip)\b/);
  });

  it('sets the machine up, then the service, and starts the agent last', () => {
    const { stack } = makeFleet((scope) => ({
      service: FleetService.systemd({ asset: storeAsset(scope), command: '/usr/bin/node index.js', port: 7070 }),
    }));
    const text = userDataOf(stack).trimEnd();

    expect(text.endsWith('systemctl enable --now elastic-fleet-agent.service')).toBe(true);
    const order = ['elastic-fleet-instance-store', 'nodejs24', 'unzip -q', 'agent/index.js'].map((one) =>
      text.indexOf(one),
    );
    expect(order).toEqual([...order].sort((left, right) => left - right));
  });
});

describe('the agent of a node', () => {
  it('is told names and policy of the fleet', () => {
    const { stack } = makeFleet({ fleetName: 'orders', lease: Duration.seconds(30) });
    const text = userDataOf(stack, '<token>');

    expect(text).toContain("FLEET_NAME='orders'");
    expect(text).toContain("FLEET_TABLE_NAME='<token>'");
    expect(text).toContain("FLEET_BUCKET_NAME='<token>'");
    expect(text).toContain("FLEET_DATA_FOLDER='/mnt/fleet'");
    expect(text).toContain("FLEET_AGENT_PORT='7069'");
    expect(text).toContain("AWS_REGION='<token>'");
    const [, policy = ''] = /^FLEET_POLICY='(.*)'$/m.exec(text) ?? [];
    expect(JSON.parse(policy)).toMatchObject({ shardCount: 16, leaseSeconds: 30 });
  });

  it.each([
    ['files', () => FleetService.files()],
    [
      'a program',
      (scope: Stack) =>
        FleetService.systemd({ asset: storeAsset(scope), command: '/usr/bin/node index.js', port: 7070 }),
    ],
  ])('is told all that it asks for, beside %s', (_kind, service) => {
    const { stack } = makeFleet((scope) => ({ service: service(scope), replicas: 2 }));
    const [, file = ''] = /agent\.env <<'END_OF_AGENT_ENV'\n([\s\S]*?)\nEND_OF/.exec(userDataOf(stack)) ?? [];
    const lines = [...file.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name = '', value = '']) => [name, value]);

    const settings = readAgentEnvironment(Object.fromEntries(lines));
    expect(settings).toMatchObject({
      dataFolder: '/mnt/fleet',
      agentPort: 7069,
      servicePort: 7070,
      policy: { replicas: 2 },
    });
  });

  it('needs the instance store, and stops before the service does', () => {
    const { stack } = makeFleet();
    const unit = unitIn(userDataOf(stack), 'elastic-fleet-agent.service');

    expect(unit).toContain('Requires=elastic-fleet-instance-store.service');
    expect(unit).toContain('AssertPathIsMountPoint=/mnt/fleet');
    expect(unit).toContain('Wants=network-online.target elastic-fleet-service.service');
  });

  it('writes the data folder alone, without capabilities, and outlives the service when memory runs out', () => {
    const { stack } = makeFleet();
    const unit = unitIn(userDataOf(stack), 'elastic-fleet-agent.service');

    for (const line of [
      'ProtectSystem=strict',
      'ReadWritePaths=/mnt/fleet',
      'CapabilityBoundingSet=',
      'NoNewPrivileges=yes',
    ]) {
      expect(unit.split('\n')).toContain(line);
    }
    expect(unit).toContain('OOMScoreAdjust=-900');
    expect(unit).toMatch(/WatchdogSec=\d+/);
  });

  it('lives on the path that the machine mounts', () => {
    const machine = Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')], mountPath: '/mnt/nvme' });
    const { stack } = makeFleet({ machine });

    expect(userDataOf(stack)).toContain("FLEET_DATA_FOLDER='/mnt/nvme'");
  });

  it('lives beside the agent of ECS on machines with GPUs and instance store', () => {
    const { stack } = makeFleet((scope, vpc) => ({
      machine: Machine.gpu({
        instanceTypes: [new ec2.InstanceType('g5.xlarge')],
        cluster: new ecs.Cluster(scope, 'Cluster', { vpc }),
        instanceStoreMountPath: '/mnt/models',
      }),
    }));
    const text = userDataOf(stack);

    expect(text).toContain('/etc/ecs/ecs.config');
    expect(text).toContain('AssertPathIsMountPoint=/mnt/models');
    expect(text).toContain('DeviceAllow=char-nvidia* rw');
  });

  it('accepts tokens in its policy', () => {
    const { stack } = makeFleet((scope) => ({
      maxNodes: new CfnParameter(scope, 'Most', { type: 'Number' }).valueAsNumber,
    }));

    expect(userDataOf(stack, '9')).toContain('"maxNodes":9');
  });

  it('fails where the machine mounts no instance store', () => {
    const gpu = () =>
      makeFleet((scope, vpc) => ({
        machine: Machine.gpu({
          instanceTypes: [new ec2.InstanceType('g5.xlarge')],
          cluster: new ecs.Cluster(scope, 'Cluster', { vpc }),
        }),
      }));

    expect(gpu).toThrow(/MachineWithoutInstanceStore/);
  });
});
