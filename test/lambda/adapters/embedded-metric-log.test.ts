import { describe, expect, it } from 'vitest';
import { EmbeddedMetricLog } from '../../../lambda/adapters/embedded-metric-log';

function write(use: (log: EmbeddedMetricLog) => void) {
  const lines: string[] = [];
  use(new EmbeddedMetricLog('orders', (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line));
}

describe('EmbeddedMetricLog', () => {
  it('writes one line in embedded metric format', () => {
    expect(write((log) => log.metrics(1_795_000_000_000, { Nodes: 3, Holds: 0 }))).toEqual([
      {
        _aws: {
          Timestamp: 1_795_000_000_000,
          CloudWatchMetrics: [
            { Namespace: 'ElasticFleet', Dimensions: [['Fleet']], Metrics: [{ Name: 'Nodes' }, { Name: 'Holds' }] },
          ],
        },
        Fleet: 'orders',
        Nodes: 3,
        Holds: 0,
      },
    ]);
  });

  it('names at most 100 metrics in a line', () => {
    const values = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`m${index}`, index]));
    const counts = write((log) => log.metrics(0, values)).map((line) => line._aws.CloudWatchMetrics[0].Metrics.length);
    expect(counts).toEqual([100, 1]);
  });

  it('leaves out what is no number, and writes nothing for nothing', () => {
    expect(write((log) => log.metrics(0, { Bad: Number.NaN }))).toEqual([]);
  });

  it('writes structured lines that fields cannot disguise', () => {
    expect(write((log) => log.log('warn', 'late', { code: 'stale-tick', level: 'info' }))).toEqual([
      { level: 'warn', message: 'late', code: 'stale-tick', Fleet: 'orders' },
    ]);
  });

  it('writes under another dimension, and of a service under its own', () => {
    const lines: string[] = [];
    const log = new EmbeddedMetricLog('web', (line) => lines.push(line), 'Scaler');
    log.metrics(1000, { Services: 2 });
    log.serviceMetrics(1000, 'cluster/api', { DecidedUnits: 7, DemandUnits: Number.NaN });
    log.log('info', 'text', {});
    const [own, service, text] = lines.map((line) => JSON.parse(line));
    expect(own).toMatchObject({
      Scaler: 'web',
      Services: 2,
      _aws: { CloudWatchMetrics: [{ Dimensions: [['Scaler']] }] },
    });
    expect(service).toMatchObject({ Service: 'cluster/api', DecidedUnits: 7 });
    expect(service._aws.CloudWatchMetrics).toMatchObject([
      { Namespace: 'ElasticFleet', Dimensions: [['Service']], Metrics: [{ Name: 'DecidedUnits' }] },
    ]);
    expect(text).toMatchObject({ Scaler: 'web', message: 'text' });
  });
});
