import type { ChartLibrary } from '../../page/chart-library';
import { escapeHtml } from '../../page/html';
import { renderStandalonePage } from '../../page/render-standalone-page';
import { scoreTable } from '../compare/score-table';
import type { Simulation } from '../compare/simulate';
import type { Conditions } from '../engine/conditions';
import { toReplayPageData } from './replay-page-data';
import { REPLAY_PAGE_SCRIPT } from './replay-page-script';

/** A simulation that is to be shown. */
export interface ShownReplay {
  /** What the load is called. */
  readonly name: string;
  readonly conditions: Conditions;
  readonly simulation: Simulation;
  /** What a reader of the figures should know about the load and its size. */
  readonly remarks: readonly string[];
  /** Dollars of a unit's hour. */
  readonly unitPrice?: number;
}

/** Returns a simulation as one HTML page that asks for nothing else. Dragging zooms, a double click shows all. */
export function renderReplayPage(shown: ShownReplay, library: ChartLibrary): string {
  const { name, conditions, simulation } = shown;
  return renderStandalonePage({
    title: `${name}: replay`,
    library,
    main: [
      headerSection(shown),
      scoresSection(shown),
      chartSection('capacity', 'Demand and capacity', 'Drag to zoom in, double-click to see all.'),
      chartSection('unmet', 'Unmet demand', ''),
      `<div class="columns">${LOSSES_SECTION}${reasonsSection(simulation)}</div>`,
    ].join('\n'),
    data: toReplayPageData(conditions, simulation.outcome, simulation.decisions.forecast),
    script: REPLAY_PAGE_SCRIPT,
  });
}

/** The script fills it, for it knows how minutes are written. */
const LOSSES_SECTION =
  '<section class="card"><h2>Where most went unmet</h2><div class="scroll"><table><thead><tr><th>From</th><th class="number">Minutes</th><th class="number">Unit minutes</th><th></th></tr></thead><tbody id="losses"></tbody></table></div></section>';

function headerSection({ name, conditions, remarks }: ShownReplay): string {
  const { startUpSeconds, metricDelaySeconds } = conditions;
  const notes = [`${startUpSeconds} s of start-up · metrics ${metricDelaySeconds} s late`, ...remarks];
  const shown = notes.map((note) => `<span class="quiet">${escapeHtml(note)}</span>`);
  return `<header><h1>${escapeHtml(name)}</h1>${shown.join('')}</header>`;
}

function scoresSection({ simulation, unitPrice }: ShownReplay): string {
  const { titles, rows } = scoreTable(simulation, unitPrice);
  const head = titles.map((title) => `<th class="number">${title}</th>`).join('');
  const body = rows.map(({ name, cells }) => {
    return `<tr><td>${escapeHtml(name)}</td>${cells.map((cell) => `<td class="number">${cell}</td>`).join('')}</tr>`;
  });
  return `<section class="card"><table><thead><tr><th></th>${head}</tr></thead><tbody>${body.join('')}</tbody></table></section>`;
}

function chartSection(id: string, title: string, note: string): string {
  return `<section class="card"><h2>${title} <span class="quiet">${note}</span></h2><div id="${id}"></div></section>`;
}

function reasonsSection({ decisions }: Simulation): string {
  const rows = Object.entries(decisions.reasons)
    .sort(([, left], [, right]) => right - left)
    .map(([code, count]) => `<tr><td>${escapeHtml(code)}</td><td class="number">${count}</td></tr>`);
  return `<section class="card"><h2>Decisions by reason</h2><table>${rows.join('')}</table></section>`;
}
