import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const dist = path.join(__dirname, '../../dist');
const reason = existsSync(path.join(dist, 'client/index.js')) ? undefined : 'dist is not built: npm run build';

describe.skipIf(reason)(`the client as a package ${reason ?? ''}`, () => {
  let folder: string;

  // What a consumer has who did not install the SDK. The empty package hides any that a folder above may have.
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'client-package-'));
    for (const part of ['client', 'core']) {
      cpSync(path.join(dist, part), path.join(folder, part), { recursive: true });
    }
    const hidden = path.join(folder, 'node_modules/@aws-sdk/client-s3');
    mkdirSync(hidden, { recursive: true });
    writeFileSync(path.join(hidden, 'package.json'), '{"main":"missing.js"}');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (kind: 'commonjs' | 'module', script: string) => {
    const ran = spawnSync(process.execPath, [`--input-type=${kind}`, '-e', script], { cwd: folder, encoding: 'utf8' });
    return ran.status === 0 ? ran.stdout.trim() : ran.stderr;
  };
  const file = () => path.join(folder, 'client/index.js');
  const use = `ShardMap.load({ bucket: 'b' }).catch((error) => console.log(error.name, error instanceof ShardMapError))`;

  it('is required by CommonJS, and names the SDK that is missing', () => {
    const script = `const { ShardMap, ShardMapError } = require(${JSON.stringify(file())}); ${use}`;
    expect(run('commonjs', script)).toBe('MissingSdkError true');
  });

  it('is imported by name by an ES module', () => {
    const url = pathToFileURL(file()).href;
    expect(run('module', `import { ShardMap, ShardMapError } from '${url}'; await ${use}`)).toBe(
      'MissingSdkError true',
    );
  });

  it('needs nothing that is not in the package when it has a source of its own', () => {
    const source = `{ readHead: async () => ({ kind: 'missing' }), read: async () => undefined }`;
    const script = `const { ShardMap } = require(${JSON.stringify(file())});
      ShardMap.load({ source: ${source} }).catch((error) => console.log(error.name));`;
    expect(run('commonjs', script)).toBe('MapNotPublishedError');
  });
});
