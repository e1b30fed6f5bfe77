import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const cli = path.join(__dirname, '../../bin/elastic-fleet.js');

it('ends its work although nobody reads what it says on the way', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'closed-stderr-'));
  const load = path.join(folder, 'load.csv');
  writeFileSync(load, 'minute,value\n0,1\n1,2\n2,1\n');
  const progress = path.join(folder, 'progress.js');
  writeFileSync(progress, 'setImmediate(() => process.stderr.write("on the way\\n"));\n');

  const command = ['simulate', '--trace', load, '--mean-units', '2', '--start-up', '30', '--json'];
  const child = spawn(process.execPath, ['--require', progress, cli, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.destroy();
  const [printed, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);

  expect(printed).toContain('"unmetFraction"');
  expect(status).toBe(0);
});
