import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.join(__dirname, '../..');

/** Names that stand as `event` in a line of the agent's log, besides those that are a happening's kind. */
function loggedEvents(): readonly string[] {
  const files = readdirSync(path.join(ROOT, 'agent'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts'));
  const texts = sources.map((file) => readFileSync(path.join(ROOT, 'agent', file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/\bevent: '([a-z-]+)'/g)].map(([, name = '']) => name));
}

it('docs/agent.md tells every event of the log', () => {
  const page = readFileSync(path.join(ROOT, 'docs/agent.md'), 'utf8');
  const events = loggedEvents();
  expect(events).toContain('spot-notice');
  expect(events.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
