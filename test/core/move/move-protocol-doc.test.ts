import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderTransitionTable } from '../../../core/move/render-transition-table';

const BEGIN = '<!-- transition table: begin -->';
const END = '<!-- transition table: end -->';

it('docs/move-protocol.md shows the transitions as the code has them', () => {
  const page = readFileSync(join(__dirname, '../../../docs/move-protocol.md'), 'utf8');
  const shown = page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
  expect(shown, 'paste the expected table between the two markers of the page').toBe(renderTransitionTable());
});
