import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, deploy, destroy } from '../../local/cloud/deployment';
import { type StartedCloud, startCloud } from '../../local/cloud/start-cloud';
import { synthConstructsApp } from './apps/constructs-app';
import { testProject } from './cloud/project-fixture';
import { missingEmulator } from './emulator/start-emulator';

const reason = missingEmulator();

/** The constructs that no blueprint uses yet: GPU nodes, a scaled service, a cache, each deployed by the real `cdk`. */
describe.skipIf(reason)(`constructs on their own ${reason ?? ''}`, () => {
  let cloud: StartedCloud;
  let deployment: Deployment;

  beforeAll(async () => {
    const project = testProject();
    const environment = { PATH: process.env.PATH };
    const assembly = path.join(project.work, 'cdk.out');
    synthConstructsApp(assembly);
    cloud = await startCloud({ project, environment });
    deployment = await deploy({ project, environment, cloud, assembly, onStep: () => {} });
  }, 180_000);

  afterAll(() => cloud?.close());

  it('are all there after a deployment', () => {
    const { report } = deployment.verification;
    expect(report.missing).toEqual([]);
    expect(report.verified).toBeGreaterThan(30);
  });

  it('leave nothing after destroy', async () => {
    expect(await destroy(deployment, () => {})).toEqual([]);
  }, 120_000);
});
