import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeReport } from '../../../local/report/write-report';
import { readChartLibrary } from '../../../page/chart-library';
import { madeUpHistory, REPORT } from './report-fixtures';

describe('writeReport', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'report-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('writes the report as JSON and as a page', async () => {
    const files = await writeReport(path.join(directory, 'new'), REPORT, madeUpHistory(60));

    expect(JSON.parse(await readFile(files.json, 'utf8'))).toEqual(REPORT);
    expect(await readFile(files.html ?? '', 'utf8')).toContain('<!doctype html>');
  });

  it('leaves no page of an earlier run when nothing was replayed', async () => {
    await writeReport(directory, REPORT, madeUpHistory(60));

    await writeReport(directory, REPORT, undefined);

    expect(await readdir(directory)).toEqual(['report.json']);
  });
});

describe('readChartLibrary', () => {
  it('fails when the library is not installed', async () => {
    expect(() => readChartLibrary(path.parse(tmpdir()).root)).toThrow('run npm ci');
  });
});
