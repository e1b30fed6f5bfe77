import type { ChartLibrary } from '../../page/chart-library';
import { escapeHtml } from '../../page/html';
import { renderStandalonePage } from '../../page/render-standalone-page';
import type { ReplayHistory } from '../replay/replay-input';
import { type PageData, toPageData } from './page-data';
import { PAGE_SCRIPT } from './page-script';
import {
  chartSection,
  decisionsSection,
  figuresSection,
  lawsSection,
  problemsSection,
  resourcesSection,
  trackingSection,
} from './page-sections';
import type { LocalReport } from './report';

/** Returns the report as one HTML page that asks for nothing else: style, charts and data are in it. */
export function renderPage(report: LocalReport, history: ReplayHistory, library: ChartLibrary): string {
  const data = toPageData(history);
  const title = `${report.blueprint}: ${report.replay.minutes} minutes on the local cloud`;
  return renderStandalonePage({
    title,
    library,
    main: `${headerSection(report, history)}\n${bodySections(report, data)}`,
    data: { ...data, decisions: undefined },
    script: PAGE_SCRIPT,
  });
}

function headerSection(report: LocalReport, history: ReplayHistory): string {
  const verdict = report.ok ? '<span class="verdict good">ok</span>' : '<span class="verdict bad">not ok</span>';
  const trace = escapeHtml(history.traceName);
  const fleet = escapeHtml(history.fleetName);
  const time = `${report.replay.minutes} minutes in ${report.replay.wallSeconds.toFixed(0)} s`;
  const run = `<span class="quiet">fleet ${fleet} · trace ${trace} · ${time}</span>`;
  return `<header><h1>${escapeHtml(report.blueprint)}</h1>${verdict}${run}</header>`;
}

function bodySections(report: LocalReport, data: PageData): string {
  return [
    problemsSection(report.problems),
    figuresSection(report),
    chartSection('capacity', 'Demand and capacity'),
    trackingSection(report),
    chartSection('shards', 'Shards per node'),
    `<div class="columns">${chartSection('moves', 'Moves')}${chartSection('load', 'Load of the busiest node')}</div>`,
    `<div class="columns">${chartSection('balance', 'Balance')}${chartSection('bytes', 'Bytes moved for balance')}</div>`,
    `<div class="columns">${lawsSection(report.laws)}${resourcesSection(report)}</div>`,
    decisionsSection(data),
  ].join('\n');
}
