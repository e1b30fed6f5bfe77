import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../local/report/render-page';
import { readChartLibrary } from '../../../page/chart-library';
import { madeUpHistory, REPORT } from './report-fixtures';

const LIBRARY = { script: '/* charts */', style: '/* style */' };

describe('renderPage', () => {
  it('asks for nothing outside the page', () => {
    const page = renderPage(REPORT, madeUpHistory(60), readChartLibrary());

    expect(page).not.toMatch(/<(link|img|iframe)|src=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  it('carries the chart library', () => {
    expect(renderPage(REPORT, madeUpHistory(60), readChartLibrary())).toContain('var uPlot=function()');
  });

  it('says whether the run was ok, and why not', () => {
    const page = renderPage(
      { ...REPORT, ok: false, problems: ['3 of 64 shards were served'] },
      madeUpHistory(60),
      LIBRARY,
    );

    expect(page).toContain('not ok');
    expect(page).toContain('3 of 64 shards were served');
  });

  it('shows how even the nodes were, and what was moved for that beside what every plan moves', () => {
    const page = renderPage(REPORT, madeUpHistory(60), LIBRARY);

    expect(page).toContain('<b>1.04</b><span class="quiet">max/mean load, median</span>');
    expect(page).toContain('<b>48 GB</b><span class="quiet">moved for balance</span>');
    expect(page).toContain('<b>41 GB</b><span class="quiet">of which every plan moves</span>');
    expect(page).toContain('<div id="balance"></div>');
    expect(page).toContain('<div id="bytes"></div>');
  });

  it('shows broken laws in red', () => {
    const page = renderPage({ ...REPORT, laws: { ...REPORT.laws, flaps: 7 } }, madeUpHistory(60), LIBRARY);

    expect(page).toMatch(/at steady demand<\/td><td class="number bad">7</);
  });

  it('lists decisions with their reasons, repeated holds in one row', () => {
    const page = renderPage(REPORT, madeUpHistory(120), LIBRARY);

    expect(page).toContain('mean CPU 74 % is above 70 %');
    expect(page.match(/no metric is above its threshold/g)).toHaveLength(1);
    expect(page).toContain('0:10 – 1:50');
  });

  it('shows target tracking beside the fleet, decision by decision', () => {
    const page = renderPage(REPORT, madeUpHistory(120), LIBRARY);

    expect(page).toMatch(
      /this fleet<\/td><td class="number">1\.23 %<.*target tracking at 70 % CPU<\/td><td class="number">3\.45 %</,
    );
    const { desired } = madeUpHistory(120).samples[0] ?? { desired: 0 };
    expect(page).toContain(
      `${desired} nodes</td><td class="number">${desired}</td><td class="number">${desired + 1}</td>`,
    );
  });

  it('leaves target tracking out when nothing was replayed', () => {
    const replay = { ...REPORT.replay, targetTracking: undefined };

    expect(renderPage({ ...REPORT, replay }, madeUpHistory(60), LIBRARY)).not.toContain('Beside target tracking');
  });

  it('escapes what others wrote', () => {
    const history = {
      ...madeUpHistory(60),
      traceName: '<script>alert(1)</script>',
      events: [{ minute: 1, text: '</script>' }],
    };

    const page = renderPage(REPORT, history, LIBRARY);

    expect(page).not.toContain('<script>alert(1)');
    expect(page).toContain('\\u003c/script>');
  });
});
