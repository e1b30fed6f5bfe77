import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { ScalerEnvironment } from '../../core/contract/environment';
import { type ServiceHost, serviceCommand } from '../../operate/cli/service-command';
import { chooseScaler } from '../../operate/service/deployed-scalers';
import type { ServiceBook, ServiceDecision } from '../../operate/service/service-book';
import { serviceOf } from '../lambda/service-scaler/scaler-world';

const API = 'service/cluster/api';
const DECISION: ServiceDecision = {
  subject: API,
  kind: 'scale-out',
  reason: { code: 'target', text: '700 requests at 100 a unit ask for 7' },
  acts: true,
  details: {},
  atMs: Date.UTC(2026, 10, 21, 12),
  version: 5,
};

/** Gives the words of a command line to the commands with a scaler in memory. */
async function run(services: readonly string[], ...words: readonly string[]) {
  const printed: string[] = [];
  const seen = { closed: false, failed: false, scaler: undefined as string | undefined, asked: [] as unknown[] };
  const book: ServiceBook = {
    scalerName: 'web',
    services: async () => services.map((service) => ({ resourceId: JSON.parse(service).resourceId, service })),
    decisions: async (count, resourceId) => {
      seen.asked.push([count, resourceId]);
      return resourceId === undefined || resourceId === API ? [DECISION] : [];
    },
  };
  const host: ServiceHost = {
    open: () => Promise.reject(new Error('no fleet is meant')),
    openServices: async (_choice, scaler) => {
      seen.scaler = scaler;
      return {
        book,
        close: () => {
          seen.closed = true;
        },
      };
    },
    print: (line) => void printed.push(line),
    progress: () => undefined,
    fail: () => {
      seen.failed = true;
    },
    user: 'jo',
  };
  await new Command('elastic-fleet')
    .addCommand(serviceCommand(host))
    .parseAsync(['service', ...words], { from: 'user' });
  return { printed, ...seen };
}

describe('service status', () => {
  it('lists services with what was decided last', async () => {
    const { printed, closed, failed } = await run([JSON.stringify(serviceOf())], 'status');
    expect(printed).toHaveLength(2);
    expect(printed[1]).toBe(
      'cluster/api  floor     automatic  1 to 50  scale-out      2026-11-21T12:00:00Z  700 requests at 100 a unit ask for 7',
    );
    expect([closed, failed]).toEqual([true, false]);
  });

  it('fails for a service that cannot be read, and says what is wrong', async () => {
    const bad = JSON.stringify({ ...serviceOf(), resourceId: 'service/cluster/bad', actuator: 'x' });
    const { printed, failed } = await run([bad], 'status');
    expect(printed[1]).toContain('actuator is "x"');
    expect(failed).toBe(true);
  });

  it('says so when there are no services', async () => {
    expect((await run([], 'status')).printed).toEqual(['service scaler web has no services; deploy its stack']);
  });
});

describe('service history', () => {
  it('tells decisions of one service, named either way, of the scaler that is asked for', async () => {
    for (const name of ['cluster/api', API]) {
      const { printed, asked, scaler } = await run([], 'history', '--service', name, '--limit', '3', '--scaler', 'web');
      expect(printed).toEqual(['2026-11-21T12:00:00Z  cluster/api  scale-out: 700 requests at 100 a unit ask for 7']);
      expect([asked, scaler]).toEqual([[[3, API]], 'web']);
    }
  });

  it('takes a cluster that is called service for one', async () => {
    const { asked } = await run([], 'history', '--service', 'service/api', '--limit', '3');
    expect(asked).toEqual([[3, 'service/service/api']]);
  });

  it('prints one JSON document', async () => {
    const { printed } = await run([], 'history', '--json');
    expect(JSON.parse(printed.join('\n'))).toEqual({ decisions: [DECISION] });
  });
});

describe('chooseScaler', () => {
  const functionOf = (name: string, tableName: string) => ({
    FunctionName: name,
    Environment: { Variables: { [ScalerEnvironment.SCALER_NAME]: name, [ScalerEnvironment.TABLE_NAME]: tableName } },
  });

  it('takes the only one, or the one that is named', () => {
    const both = [functionOf('a', 't1'), functionOf('a', 't1'), functionOf('b', 't2'), { FunctionName: 'other' }];
    expect(chooseScaler(both.slice(0, 2), undefined)).toEqual({ name: 'a', tableName: 't1' });
    expect(chooseScaler(both, 'b')).toEqual({ name: 'b', tableName: 't2' });
    expect(() => chooseScaler(both, undefined)).toThrow('found 2 service scalers: a, b. Choose one with --scaler');
    expect(() => chooseScaler(both, 'c')).toThrow('there is no service scaler c; found: a, b');
    expect(() => chooseScaler([], undefined)).toThrow('no service scaler is deployed here');
  });
});
