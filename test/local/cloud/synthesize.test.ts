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
    const assembly = await synthesize({ project, environment, source: { blueprint: 'sample' } });
    expect(declaredStacks(assembly).map(({ stackName }) => stackName)).toEqual(['sample-true']);
  });

  it('fails with the message of the app, without its stack', async () => {
    const project = appProject(`throw new TypeError('two moons are too many');`);
    await expect(synthesize({ project, environment, source: { blueprint: 'sample' } })).rejects.toThrow(
      /^The blueprint sample cannot be synthesized\. two moons are too many$/,
    );
  });

  it('fails on a blueprint that looks something up, and writes no context file', async () => {
    const project = appProject(`
      const env = { account: '123456789012', region: 'us-east-1' };
      new Stack(app, 'sample', { env }).availabilityZones;`);
    const looking = synthesize({ project, environment, source: { blueprint: 'sample' } });
    await expect(looking).rejects.toThrow('looks up availability-zones:account=123456789012:region=us-east-1');
    expect(existsSync(path.join(project.root, 'cdk.context.json'))).toBe(false);
  });

  it('fails when the app was not built, and says how to build it', async () => {
    const project = testProject({ app: '/no/such/app.js' });
    await expect(synthesize({ project, environment, source: { blueprint: 'sample' } })).rejects.toThrow(
      'npm run build',
    );
  });
});

describe('synthesis of an app of the user', () => {
  const project = testProject();

  it('runs the command in its folder, with the context that is there', async () => {
    const folder = ownApp(`
      const values = ['size', 'looked-up', 'more', 'local'].map((name) => app.node.tryGetContext(name));
      new Stack(app, values.join('-'));`);
    writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify({ context: { size: 'one', more: 'two' } }));
    writeFileSync(path.join(folder, 'cdk.context.json'), JSON.stringify({ 'looked-up': 'three' }));
    const settings = { project, environment, source: { command: 'node app.js', folder }, context: { more: 'four' } };
    expect(namesIn(await synthesize(settings))).toEqual(['one-three-four-true']);
  });

  it('gives it the variables of the shell, but none that leads to an account', async () => {
    const folder = ownApp(
      `new Stack(app, [process.env.STAGE, process.env.AWS_PROFILE, app.node.tryGetContext('n')].join('-'));`,
    );
    const shell = { ...environment, STAGE: 'test', AWS_PROFILE: 'work' };
    const source = { command: 'node app.js', folder };
    expect(namesIn(await synthesize({ project, environment: shell, source }))).toEqual(['test--']);
  });

  it('takes stacks that take their place from the environment', async () => {
    const folder = ownApp(`
      new Stack(app, 'here', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });`);
    expect(namesIn(await synthesize(ofFolder(folder)))).toEqual(['here']);
  });

  it.each([
    ['account', `new Stack(app, 'far', { env: { account: '210987654321', region: 'us-east-1' } });`],
    ['region', `new Stack(app, 'far', { env: { region: 'eu-west-1' } });`],
    ['stage', `new Stack(new Stage(app, 'Stage', { env: { region: 'eu-west-1' } }), 'far');`],
  ])('refuses a stack that is bound to another place by its %s', async (_, body) => {
    await expect(synthesize(ofFolder(ownApp(body)))).rejects.toThrow(/^The stack \S*far\S* is bound to account/);
  });

  it('fails with what the shell says of a command that does not exist', async () => {
    const source = { command: 'no-such-program', folder: temporaryFolder() };
    await expect(synthesize({ project, environment, source })).rejects.toThrow(
      /^The app "no-such-program" cannot be synthesized\.[\s\S]*not found/,
    );
  });

  it('fails on a program that is no CDK app', async () => {
    const source = { command: 'true', folder: temporaryFolder() };
    await expect(synthesize({ project, environment, source })).rejects.toThrow('wrote no stacks');
  });

  it('fails on a cdk.json that cannot be read, and names it', async () => {
    const folder = ownApp('');
    writeFileSync(path.join(folder, 'cdk.json'), '{');
    await expect(synthesize(ofFolder(folder))).rejects.toThrow(`${path.join(folder, 'cdk.json')} is no JSON`);
  });

  function ofFolder(folder: string) {
    return { project, environment, source: { command: 'node app.js', folder } };
  }
});

function namesIn(assembly: string): readonly string[] {
  return declaredStacks(assembly).map(({ stackName }) => stackName);
}

/** Returns the folder of an app `app.js`. */
function ownApp(body: string): string {
  return appProject(body).root;
}

/** Returns a project with a CDK app of the test's own. */
function appProject(body: string): Project {
  const root = temporaryFolder();
  const app = path.join(root, 'app.js');
  const open = `const { App, Stack, Stage } = require(${JSON.stringify(library)});\nconst app = new App();`;
  writeFileSync(app, `${open}\n${body}\napp.synth();\n`);
  return testProject({ root, app });
}
