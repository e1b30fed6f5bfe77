import { clockOf, escapeHtml } from '../../page/html';
import type { TrackingBeside } from '../replay/track-beside';
import type { PageData } from './page-data';
import type { LawReport, LocalReport } from './report';

const LAW_NAMES: Readonly<Record<keyof LawReport, string>> = {
  overlappingWriteIntervals: 'Two nodes accepted writes for one shard at once',
  ownerlessShardTicks: 'Ticks of shards without an owner for too long',
  foreignDesiredWrites: 'Writes of desired capacity by anyone but the scaler',
  terminatedWithShards: 'Nodes ended by us while they held shards',
  flaps: 'Reversals of size within 15 minutes at steady demand',
  lostWrites: 'Writes that are gone or changed although a node accepted them for good',
};

/** The numbers that matter most. */
export function figuresSection({ replay, data, deploySeconds }: LocalReport): string {
  const figures: readonly (readonly [string, string])[] = [
    ['unmet demand', `${(replay.unmetFraction * 100).toFixed(2)} %`],
    ['node hours', replay.nodeHours.toFixed(1)],
    ['scale-outs', String(replay.scaleOuts)],
    ['scale-ins', String(replay.scaleIns)],
    ['moves', String(replay.moves)],
    ['max/mean load, median', replay.balance.maxOverMean.median.toFixed(2)],
    ['moved for balance', `${(replay.balance.bytes / 1e9).toFixed(0)} GB`],
    ['of which every plan moves', `${(replay.balance.lowerBoundBytes / 1e9).toFixed(0)} GB`],
    ['decisions', String(replay.decisions)],
    ['writes found again', String(data?.durableWrites ?? 0)],
    ['deploy', `${deploySeconds.toFixed(1)} s`],
    ['a minute took', `${replay.tickMilliseconds.median} ms`],
  ];
  const cells = figures.map(
    ([label, value]) => `<div class="figure"><b>${value}</b><span class="quiet">${label}</span></div>`,
  );
  return `<div class="figures">${cells.join('')}</div>`;
}

/** This fleet beside target tracking on the same demand. */
export function trackingSection({ replay }: LocalReport): string {
  const { targetTracking } = replay;
  if (!targetTracking) {
    return '';
  }
  const rows: readonly (readonly [string, Omit<TrackingBeside, 'desired' | 'targetPercent'>])[] = [
    ['this fleet', replay],
    [`target tracking at ${targetTracking.targetPercent} % CPU`, targetTracking],
  ];
  const cells = rows.map(([name, { unmetFraction, nodeHours, scaleOuts, scaleIns }]) => {
    const figures = [`${(unmetFraction * 100).toFixed(2)} %`, nodeHours.toFixed(1), scaleOuts, scaleIns];
    return `<tr><td>${name}</td>${figures.map((figure) => `<td class="number">${figure}</td>`).join('')}</tr>`;
  });
  const head =
    '<thead><tr><th></th><th>unmet demand</th><th>node hours</th><th>scale-outs</th><th>scale-ins</th></tr></thead>';
  const note =
    '<p class="quiet">Target tracking is a model, and spared the moving of shards: its nodes serve once they are up, go at once, and none is lost.</p>';
  return `<section class="card"><h2>Beside target tracking</h2><table>${head}${cells.join('')}</table>${note}</section>`;
}

export function problemsSection(problems: readonly string[]): string {
  const items = problems.map((problem) => `<li class="bad">${escapeHtml(problem)}</li>`);
  return items.length > 0 ? `<section class="card"><h2>Problems</h2><ul>${items.join('')}</ul></section>` : '';
}

export function chartSection(id: string, title: string): string {
  return `<section class="card"><h2>${title}</h2><div id="${id}"></div></section>`;
}

export function lawsSection(laws: LawReport): string {
  const rows = (Object.keys(LAW_NAMES) as (keyof LawReport)[]).map((law) => {
    const count = laws[law];
    return `<tr><td>${LAW_NAMES[law]}</td><td class="number ${count === 0 ? 'good' : 'bad'}">${count}</td></tr>`;
  });
  return `<section class="card"><h2>Laws broken</h2><table>${rows.join('')}</table></section>`;
}

export function resourcesSection({ resources }: LocalReport): string {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['Missing', resources.missing.map((entry) => `${entry.logicalId} (${entry.type}): ${entry.detail}`)],
    ['Known by stack status only', resources.unverifiable.map((entry) => `${entry.logicalId} (${entry.type})`)],
    ['Left after destroy', resources.leftAfterDestroy],
  ];
  const rows = lists.map(([title, entries]) => {
    const text =
      entries.length > 0 ? `<ul>${entries.map((entry) => `<li>${escapeHtml(entry)}</li>`).join('')}</ul>` : '–';
    return `<tr><td>${title}</td><td>${text}</td></tr>`;
  });
  const counts = `<tr><td>Declared and found</td><td>${resources.verified} of ${resources.declared}</td></tr>`;
  return `<section class="card"><h2>Resources</h2><table>${counts}${rows.join('')}</table></section>`;
}

export function decisionsSection({ decisions, desired, trackingDesired }: PageData): string {
  const rows = decisions.map((row) => {
    const until = row.lastMinute > row.firstMinute ? ` – ${clockOf(row.lastMinute)}` : '';
    const times = row.count > 1 ? ` <span class="quiet">×${row.count}</span>` : '';
    const cells = [
      `<td class="nowrap">${clockOf(row.firstMinute)}${until}</td>`,
      `<td>${escapeHtml(row.controller)}</td>`,
      `<td>${escapeHtml(row.kind)}${times}</td>`,
      `<td>${escapeHtml(row.code)}</td>`,
      `<td>${escapeHtml(row.text)}</td>`,
      `<td class="number">${desired[row.firstMinute] ?? '–'}</td>`,
      `<td class="number">${trackingDesired[row.firstMinute] ?? '–'}</td>`,
    ];
    return `<tr data-acts="${row.acts}">${cells.join('')}</tr>`;
  });
  const head =
    '<thead><tr><th>Time</th><th>By</th><th>Decision</th><th>Reason</th><th></th><th>Desired</th><th>Target tracking</th></tr></thead>';
  const tools =
    '<div class="tools"><input type="search" id="search" placeholder="Search decisions" aria-label="Search decisions">' +
    '<label><input type="checkbox" id="acting"> only what changed something</label></div>';
  const table = `<table>${head}<tbody id="decisions">${rows.join('')}</tbody></table>`;
  return `<section class="card"><h2>Decisions</h2>${tools}<div class="scroll">${table}</div></section>`;
}
