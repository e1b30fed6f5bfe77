import { expect, it } from 'vitest';
import { keepNews, reportDecisions } from '../../../lambda/report/report-decisions';
import { MemoryEvents, MemoryLog } from '../memory/memory-outlets';
import { MemoryTable } from '../memory/memory-table';

/** What an item of the history may have, and so may ten events: in bytes. */
const MOST_BYTES = 256 * 1024;

it('keeps, logs and sends no more of a reason than history and event bus take', async () => {
  const [table, events, log] = [new MemoryTable(), new MemoryEvents(), new MemoryLog()];
  const text = `shard-00001 gets no row, because ${'objects[0] has no sound path; '.repeat(50_000)}`;
  const reason = { code: 'home-unreadable', text };
  const entry = { subject: 'home', decision: { kind: 'hold', reason, acts: false, details: {} } } as const;
  const news = Array.from({ length: 10 }, () => entry);
  const { version } = await table.takeTurn('rebalancer');
  await keepNews(table, { controller: 'rebalancer', version }, 0, news);
  const report = { fleetName: 'fleet', nowMs: 0, eventTypeOf: () => 'x', decisions: news, news, metrics: {} };
  await reportDecisions({ events, log }, report);
  for (const written of [table.history, events.sent, log.lines]) {
    expect(written).toHaveLength(10);
    expect(Buffer.byteLength(JSON.stringify(written))).toBeLessThan(MOST_BYTES);
    expect(JSON.stringify(written)).toContain('shard-00001 gets no row, because objects[0]');
  }
});
