import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { synthesize } from '../../../local/cloud/cdk/synthesize';
import type { Project } from '../../../local/cloud/project';
import { declaredStacks } from '../../../local/cloud/verify/declared-resources';
import { temporaryFolder, testProject } from './project-fixture';

const environment = { PATH: process.env.PATH };
const library = path.join(__dirname, '../../../node_modules/aws-cdk-lib');

describe('synthesis for a local run', () => {
  it('gives the assembly of the blueprint, told that it is local', async () => {
    const project = appProject(`
      const name = app.node.tryGetContext('blueprint') + '-' + app.node.tryGetContext('local');
      new Stack(app, name);`);
    const assembly = await synthesize({ project, environment, blueprint: 'sample' });
    expect(declaredStacks(assembly).map(({ stackName }) => stackName)).toEqual(['sample-true']);
  });

  it('fails with the message of the app, without its stack', async () => {
    const project = appProject(`throw new TypeError('two moons are too many');`);
    await expect(synthesize({ project, environment, blueprint: 'sample' })).rejects.toThrow(
      /^The blueprint sample cannot be synthesized\. two moons are too many$/,
    );
  });

  it('fails on a blueprint that looks something up, and writes no context file', async () => {
    const project = appProject(`
      const env = { account: '123456789012', region: 'us-east-1' };
      new Stack(app, 'sample', { env }).availabilityZones;`);
    const looking = synthesize({ project, environment, blueprint: 'sample' });
    await expect(looking).rejects.toThrow('looks up availability-zones:account=123456789012:region=us-east-1');
    expect(existsSync(path.join(project.root, 'cdk.context.json'))).toBe(false);
  });

  it('fails when the app was not built, and says how to build it', async () => {
    const project = testProject({ app: '/no/such/app.js' });
    await expect(synthesize({ project, environment, blueprint: 'sample' })).rejects.toThrow('npm run build');
  });
});

/** Returns a project with a CDK app of the test's own. */
function appProject(body: string): Project {
  const root = temporaryFolder();
  const app = path.join(root, 'app.js');
  const open = `const { App, Stack } = require(${JSON.stringify(library)});\nconst app = new App();`;
  writeFileSync(app, `${open}\n${body}\napp.synth();\n`);
  return testProject({ root, app });
}
