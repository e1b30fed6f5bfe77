import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readChartLibrary } from '../../page/chart-library';
import type { ReplayHistory } from '../replay/replay-input';
import { renderPage } from './render-page';
import type { LocalReport } from './report';

/** Where a report was written. */
export interface ReportFiles {
  readonly json: string;
  /** Absent when nothing was replayed. */
  readonly html?: string;
}

/** Writes `report.json` and, with the course of a replay, `report.html` into the directory; returns where they are. */
export async function writeReport(
  directory: string,
  report: LocalReport,
  history: ReplayHistory | undefined,
): Promise<ReportFiles> {
  const json = path.join(directory, 'report.json');
  const html = path.join(directory, 'report.html');
  await mkdir(directory, { recursive: true });
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  if (history === undefined) {
    // A page of an earlier run would be taken for this one's.
    await rm(html, { force: true });
    return { json };
  }
  await writeFile(html, renderPage(report, history, readChartLibrary()));
  return { json, html };
}
