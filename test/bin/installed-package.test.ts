import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { processesWith, temporaryFolder } from '../local/cloud/project-fixture';
import { missingEmulator } from '../local/emulator/start-emulator';

const reason = missingEmulator();
const root = path.join(__dirname, '../..');

/** Fleets as a user declares them: two, in a stage, and their data outlives the stack. */
const APP = `
const { App, Stack, Stage, aws_ec2: ec2 } = require('aws-cdk-lib');
const { ElasticFleet, Machine } = require('cdk-elastic-fleet');
const stack = new Stack(new Stage(new App(), 'Test'), 'AutoScaler');
const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
const machine = Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] });
for (const fleetName of ['users', 'orders']) {
  new ElasticFleet(stack, fleetName, { vpc, machine, fleetName, maxNodes: 4, shardCount: 8 });
}
`;

/** What is published, installed into a project of a user's beside what it asks for. */
describe('the installed package', () => {
  const project = temporaryFolder();
  const modules = path.join(project, 'node_modules');
  const installed = path.join(modules, 'cdk-elastic-fleet');

  beforeAll(() => {
    const packed = temporaryFolder();
    run('npm', ['pack', '--ignore-scripts', '--pack-destination', packed], root);
    mkdirSync(installed, { recursive: true });
    run('tar', ['-xzf', path.join(packed, packedName()), '--strip-components=1', '-C', installed], project);
    for (const name of ['aws-cdk', 'aws-cdk-lib', 'constructs']) {
      symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
    }
    writeFileSync(path.join(project, 'app.js'), APP);
  });

  it('says its version', () => {
    const { stdout } = elasticFleet('--version');
    expect(`cdk-elastic-fleet-${stdout.trim()}.tgz`).toBe(packedName());
  });

  it('brings the blueprints that its local cloud deploys', () => {
    const assembly = path.join(temporaryFolder(), 'cdk.out');
    const environment = { ...process.env, CDK_OUTDIR: assembly };
    execFileSync(process.execPath, [path.join(installed, 'dist/bin/app.js')], { cwd: project, env: environment });
    expect(existsSync(path.join(assembly, 'elastic-database.template.json'))).toBe(true);
  });

  it.skipIf(reason)(`replays a load on the user's own app ${reason ?? ''}`, async () => {
    const options = ['--app', 'node app.js', '--fleet', 'orders', '--minutes', '3'];
    const { status, stdout, stderr } = elasticFleet('local', 'run', ...options);
    expect(stderr).not.toContain('elastic-fleet:');
    expect(stdout).toMatch(/blueprint +node app\.js/);
    expect(stdout).toMatch(/left after destroy +0/);
    expect(stdout).toMatch(/result +ok/);
    expect(status).toBe(0);
    expect(existsSync(path.join(project, '.local/report.html'))).toBe(true);
    await expect.poll(() => processesWith(project)).toEqual([]);
  });

  function elasticFleet(...options: readonly string[]) {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME };
    const program = path.join(installed, 'bin/elastic-fleet.js');
    return spawnSync(process.execPath, [program, ...options], { cwd: project, env, encoding: 'utf8' });
  }
});

function packedName(): string {
  return `cdk-elastic-fleet-${(require(path.join(root, 'package.json')) as { version: string }).version}.tgz`;
}

function run(command: string, options: readonly string[], folder: string): void {
  execFileSync(command, options, { cwd: folder, stdio: 'pipe' });
}
