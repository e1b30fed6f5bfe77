import type { ReplayHistory } from '../replay/replay-input';
import type { ChartLibrary } from './chart-library';
import { escapeHtml, scriptJson } from './html';
import { type PageData, toPageData } from './page-data';
import { PAGE_SCRIPT } from './page-script';
import {
  chartSection,
  decisionsSection,
  figuresSection,
  lawsSection,
  problemsSection,
  resourcesSection,
} from './page-sections';
import { PAGE_STYLE } from './page-style';
import type { LocalReport } from './report';

/** Returns the report as one HTML page that asks for nothing else: style, charts and data are in it. */
export function renderPage(report: LocalReport, history: ReplayHistory, library: ChartLibrary): string {
  const data = toPageData(history);
  const title = `${escapeHtml(report.blueprint)}: ${report.replay.minutes} minutes on the local cloud`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${library.style}</style>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${headerSection(report, history)}
${bodySections(report, data)}
</main>
<script type="application/json" id="data">${scriptJson({ ...data, decisions: undefined })}</script>
<script>${library.script}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function headerSection(report: LocalReport, history: ReplayHistory): string {
  const verdict = report.ok ? '<span class="verdict good">ok</span>' : '<span class="verdict bad">not ok</span>';
  const trace = escapeHtml(history.traceName);
  const fleet = escapeHtml(history.fleetName);
  return `<header><h1>${escapeHtml(report.blueprint)}</h1>${verdict}<span class="quiet">fleet ${fleet} · trace ${trace} · ${report.replay.minutes} minutes in ${report.replay.wallSeconds.toFixed(0)} s</span></header>`;
}

function bodySections(report: LocalReport, data: PageData): string {
  return [
    problemsSection(report.problems),
    figuresSection(report),
    chartSection('capacity', 'Demand and capacity'),
    chartSection('shards', 'Shards per node'),
    `<div class="columns">${chartSection('moves', 'Moves')}${chartSection('load', 'Load of the busiest node')}</div>`,
    `<div class="columns">${lawsSection(report.laws)}${resourcesSection(report)}</div>`,
    decisionsSection(data.decisions),
  ].join('\n');
}
