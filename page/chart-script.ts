/**
 * What every page with charts runs first in the reader's browser: reads the page's data into `data`, and gives `draw` and what it needs.
 * Dragging zooms all charts of a page, a double click shows all again.
 */
export const CHART_SCRIPT = `
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const sync = uPlot.sync('minutes');

/** Wide enough for a node, so that the charts' minutes stand above one another. */
const Y_AXIS_SIZE = 60;

/** 125 as 2:05. */
function clock(minute) {
  const sign = minute < 0 ? '-' : '';
  const whole = Math.abs(Math.round(minute));
  return sign + Math.floor(whole / 60) + ':' + String(whole % 60).padStart(2, '0');
}

/** How a page writes a minute; it may set another way before it draws. */
let tellMinute = clock;
/** Pixels that a written minute takes at least. */
let minuteSpace = 50;

const MINUTE_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 10080];

function axes(label, extra) {
  const common = { stroke: color('quiet'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line') } };
  return [
    { ...common, space: minuteSpace, incrs: MINUTE_STEPS, values: (_plot, ticks) => ticks.map(tellMinute) },
    { ...common, label, labelSize: 22, size: Y_AXIS_SIZE, ...extra },
  ];
}

function line(label, name, options) {
  return { label, stroke: color(name), width: 1.6, points: { show: false }, ...options };
}

function minuteSeries() {
  return { label: 'Minute', value: (_plot, minute) => (minute == null ? '–' : tellMinute(minute)) };
}

function draw(id, height, options, columns) {
  const place = document.getElementById(id);
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height,
      scales: { x: { time: false } },
      cursor: { sync: { key: sync.key }, points: { size: 6 } },
      ...options,
    },
    columns,
    place,
  );
  sync.sub(plot);
  addEventListener('resize', () => plot.setSize({ width: place.clientWidth, height }));
  return plot;
}

const stepped = uPlot.paths.stepped({ align: 1 });
const fromZero = (_plot, _min, max) => [0, Math.max(1, max * 1.08)];
`;
