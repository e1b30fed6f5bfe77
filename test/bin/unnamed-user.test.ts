import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../local/cloud/project-fixture';

const cli = path.join(__dirname, '../../bin/elastic-fleet.js');

it('works for a user that the system has no name for, as in a container that is run as anybody', () => {
  const unnamed = path.join(temporaryFolder(), 'unnamed.js');
  writeFileSync(unnamed, "require('node:os').userInfo = () => { throw new Error('ENOENT'); };\n");
  const { status, stdout } = spawnSync(process.execPath, ['--require', unnamed, cli, '--version'], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(status).toBe(0);
});
