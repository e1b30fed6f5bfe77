import { CHART_SCRIPT } from '../../page/chart-script';

/** What runs in the reader's browser: draws the charts from `window.fleetData` with uPlot, and filters decisions. */
export const PAGE_SCRIPT = `${CHART_SCRIPT}
function shortId(id) {
  return id.length > 8 ? '…' + id.slice(-7) : id;
}

/** Marks what befell the fleet. */
function drawEvents(plot) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color('bad');
  ctx.fillStyle = color('bad');
  ctx.setLineDash([4, 4]);
  ctx.textAlign = 'left';
  ctx.font = 11 * devicePixelRatio + 'px system-ui';
  for (const event of data.events) {
    const x = plot.valToPos(event.minute, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText('node failed', x + 5, bbox.top + 12 * devicePixelRatio);
  }
  ctx.restore();
}

/** Lines over the minutes, with what befell the fleet. */
function drawLines(id, height, label, series, columns, range = fromZero) {
  const options = {
    scales: { x: { time: false }, y: { range } },
    axes: axes(label),
    hooks: { draw: [drawEvents] },
    series: [minuteSeries(), ...series],
  };
  draw(id, height, options, [data.minutes, ...columns]);
}

drawLines('capacity', 300, 'units, nodes', [
  line('Ready nodes', 'ready', { paths: stepped, fill: color('ready') + '22' }),
  line('Desired', 'desired', { paths: stepped, dash: [6, 4] }),
  line('Target tracking would ask for', 'move', { paths: stepped, dash: [2, 3] }),
  line('Instances paid for', 'quiet', { paths: stepped, width: 1 }),
  line('Demand', 'demand', { width: 2 }),
  line('Unmet', 'unmet', { fill: color('unmet') + '55' }),
], [data.readyNodes, data.desired, data.trackingDesired, data.instances, data.demand, data.unmet]);

drawLines('load', 180, 'percent', [
  line('Busiest node', 'demand', { width: 1.2 }),
], [data.highestLoadPercent]);

drawLines('balance', 180, 'max / mean', [
  line('Busiest node over the mean', 'demand', { width: 1.2 }),
], [data.maxOverMean], (_plot, _min, max) => [1, Math.max(1.2, max * 1.02)]);

drawLines('bytes', 180, 'GB', [
  line('Moved for balance', 'move', { paths: stepped }),
  line('Of which every plan moves', 'quiet', { paths: stepped, dash: [6, 4] }),
], [data.balanceGigabytes, data.leastGigabytes]);

drawLines('moves', 180, 'moves', [
  line('Committed in the minute', 'move', { paths: uPlot.paths.bars({ size: [1, 6] }), fill: color('move') }),
  line('In flight', 'desired', { paths: stepped, width: 1 }),
], [data.movesCommitted, data.movesInFlight]);

/** A row a node, a column a minute, darker with more shards. */
function drawHeat(plot) {
  const { ctx } = plot;
  const most = Math.max(1, ...data.nodes.flatMap((node) => node.shards.map((shards) => shards || 0)));
  const width = Math.ceil(plot.valToPos(1, 'x', true) - plot.valToPos(0, 'x', true)) + 1;
  ctx.save();
  ctx.fillStyle = color('demand');
  ctx.beginPath();
  ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  ctx.clip();
  data.nodes.forEach((node, row) => {
    const top = plot.valToPos(row, 'y', true) + devicePixelRatio;
    const height = plot.valToPos(row + 1, 'y', true) - top;
    node.shards.forEach((shards, index) => {
      ctx.globalAlpha = shards == null ? 0 : 0.06 + (0.94 * shards) / most;
      ctx.fillRect(plot.valToPos(node.firstMinute + index, 'x', true), top, width, height);
    });
  });
  ctx.restore();
}

const heatRows = Math.max(1, data.nodes.length);
draw('shards', 60 + Math.max(90, heatRows * 16), {
  scales: { x: { time: false }, y: { range: [0, heatRows], dir: -1 } },
  axes: axes('', {
    size: Y_AXIS_SIZE + 22,
    splits: () => data.nodes.map((_node, row) => row + 0.5),
    values: (_plot, splits) => splits.map((split) => shortId((data.nodes[Math.floor(split)] || { id: '' }).id)),
    grid: { show: false },
  }),
  legend: { show: false },
  cursor: { sync: { key: sync.key }, y: false },
  hooks: { draw: [drawHeat] },
  series: [{}, { paths: () => null, points: { show: false } }],
}, [data.minutes, data.minutes.map(() => null)]);

const search = document.getElementById('search');
const acting = document.getElementById('acting');
function filterDecisions() {
  const wanted = search.value.toLowerCase();
  for (const row of document.querySelectorAll('#decisions tr')) {
    row.hidden = (acting.checked && row.dataset.acts !== 'true') || !row.textContent.toLowerCase().includes(wanted);
  }
}
search.addEventListener('input', filterDecisions);
acting.addEventListener('change', filterDecisions);
filterDecisions();
`;
