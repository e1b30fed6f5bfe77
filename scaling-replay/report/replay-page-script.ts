import { CHART_SCRIPT } from '../../page/chart-script';

/** What runs in the reader's browser: draws the replay from `ReplayPageData`, and zooms to a loss that is chosen. */
export const REPLAY_PAGE_SCRIPT = `${CHART_SCRIPT}
const DAY_MINUTES = 1440;
const MONDAY_MINUTE = 4 * DAY_MINUTES;

minuteSpace = 120;
/** A date, or the day of the load from 1 on. */
tellMinute = (minute) => {
  if (data.isCalendar) {
    return new Date(minute * 60000).toISOString().slice(0, 16).replace('T', ' ');
  }
  const since = minute - MONDAY_MINUTE;
  const day = Math.floor(since / DAY_MINUTES);
  return 'day ' + (day + 1) + ', ' + clock(since - day * DAY_MINUTES);
};

const minutes = data.demand.map((_, index) => data.firstMinute + index);
const units = (_plot, value) => (value == null ? '–' : value.toFixed(1));
const whole = { scales: { x: { time: false }, y: { range: fromZero } } };

const plots = [
  draw('capacity', 380, {
    ...whole,
    axes: axes('units'),
    bands: [{ series: [4, 5], fill: color('move') + '44' }],
    series: [
      minuteSeries(),
      line('Ready', 'ready', { paths: stepped, fill: color('ready') + '22' }),
      line('Desired', 'desired', { paths: stepped, dash: [6, 4] }),
      line('Unmet', 'unmet', { value: units, fill: color('unmet') + '77' }),
      line('Forecast, high', 'move', { value: units, width: 0.6 }),
      line('Forecast, low', 'move', { value: units, width: 0.6 }),
      line('Demand', 'demand', { value: units, width: 2 }),
    ],
  }, [minutes, data.ready, data.desired, data.unmet, data.forecastHigh, data.forecastLow, data.demand]),
  draw('unmet', 150, {
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, Math.max(0.1, max * 1.08)] } },
    axes: axes('units'),
    series: [minuteSeries(), line('Unmet', 'unmet', { value: units, fill: color('unmet') + '77' })],
  }, [minutes, data.unmet]),
];

const MARGIN_MINUTES = 45;
function zoomTo(from, to) {
  const [min, max] = [Math.max(minutes[0], from - MARGIN_MINUTES), Math.min(minutes.at(-1), to + MARGIN_MINUTES)];
  for (const plot of plots) {
    plot.setScale('x', { min, max });
  }
  document.getElementById('capacity').scrollIntoView({ behavior: 'smooth', block: 'center' });
}

for (const loss of data.losses) {
  const from = data.firstMinute + loss.from;
  const to = data.firstMinute + loss.to;
  const row = document.getElementById('losses').insertRow();
  row.insertCell().textContent = tellMinute(from);
  for (const figure of [loss.to - loss.from + 1, loss.unitMinutes.toFixed(1)]) {
    const cell = row.insertCell();
    cell.className = 'number';
    cell.textContent = figure;
  }
  const button = document.createElement('button');
  button.textContent = 'zoom';
  button.addEventListener('click', () => zoomTo(from, to));
  row.insertCell().append(button);
}
`;
