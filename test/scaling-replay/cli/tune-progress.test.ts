import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../local/cloud/project-fixture';

const PROGRESS = path.join(__dirname, '../../../dist/scaling-replay/cli/tune-progress.js');
const SHOW_CURSOR = '\x1B[?25h';
const WRAP_LINES = '\x1B[?7h';

/** A program with a bar on a terminal, which then does what is given; it tells when the bar is there. */
function program(rest: string): string {
  const file = path.join(temporaryFolder(), 'bar.js');
  const lines = [
    `const { tuneProgress } = require(${JSON.stringify(PROGRESS)});`,
    'const terminal = Object.assign(process.stderr, { isTTY: true, columns: 80 });',
    "for (const name of ['cursorTo', 'clearLine', 'moveCursor']) terminal[name] ??= () => true;",
    'tuneProgress(terminal, 10);',
    "process.stdout.write('ready');",
    rest,
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

async function ended(file: string, signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let shown = '';
  child.stderr.on('data', (data: Buffer) => {
    shown += data.toString();
  });
  const exit = once(child, 'close');
  await once(child.stdout, 'data');
  if (signal !== undefined) {
    child.kill(signal);
  }
  const [status, by] = await exit;
  return { shown, status, by };
}

describe('tuneProgress', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'gives the cursor back on %s, which ends the process',
    async (signal) => {
      const { shown, by } = await ended(program('setInterval(() => undefined, 1000);'), signal);
      expect(shown).toContain(SHOW_CURSOR);
      expect(shown).toContain(WRAP_LINES);
      expect(by).toBe(signal);
    },
  );

  it('gives the cursor back when the process exits early', async () => {
    const { shown, status } = await ended(program('process.exit(3);'));
    expect(shown).toContain(SHOW_CURSOR);
    expect(status).toBe(3);
  });
});
