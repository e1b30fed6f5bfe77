import { describe, expect, it } from 'vitest';
import { parseScaledService } from '../../../core/service-scaling/parse-scaled-service';
import { parseServiceState } from '../../../core/service-scaling/service-table';

const METRIC = { namespace: 'App', name: 'Requests', dimensions: { Service: 'api' }, statistic: 'Sum' };
const SERVICE = {
  resourceId: 'service/cluster/api',
  actuator: 'floor',
  metrics: { requests: METRIC },
  policy: {
    formatVersion: 1,
    leastUnits: 1,
    mostUnits: 9,
    rules: [{ kind: 'target', metric: 'requests', per: 'fleet', target: 100 }],
  },
};

function faultsOf(changes: object): readonly string[] {
  const parsed = parseScaledService(JSON.stringify({ ...SERVICE, ...changes }));
  return 'faults' in parsed ? parsed.faults : [];
}

describe('parseScaledService', () => {
  it('returns the service, its policy with all defaults', () => {
    expect(parseScaledService(JSON.stringify(SERVICE))).toMatchObject({
      service: { ...SERVICE, policy: { mode: 'automatic', windows: [], limits: {} } },
    });
  });

  it('takes the unit of a metric', () => {
    expect(faultsOf({ metrics: { requests: { ...METRIC, unit: 'Count' } } })).toEqual([]);
  });

  it.each([
    [{ resourceId: 'cluster/api' }, 'resourceId is "cluster/api"'],
    [{ actuator: 'ceiling' }, 'actuator is "ceiling"'],
    [{ metrics: {} }, 'metrics.requests is missing'],
    [{ metrics: 'requests' }, 'metrics is "requests"; accepted: an object'],
    [
      { metrics: { requests: { ...METRIC, dimensions: { Service: 'api', Zone: 5 } } } },
      'metrics.requests.dimensions is',
    ],
    [{ metrics: { requests: { ...METRIC, statistic: '' } } }, 'metrics.requests.statistic is ""'],
    [{ metrics: { requests: { ...METRIC, dimensions: { Service: 5 } } } }, 'metrics.requests.dimensions is'],
    [{ metrics: { requests: { ...METRIC, unit: 5 } } }, 'metrics.requests.unit is 5; accepted: a text'],
    [{ metrics: { requests: { ...METRIC, emptyIs: -1 } } }, 'metrics.requests.emptyIs is -1'],
    [{ metrics: { requests: { ...METRIC, stat: 'Sum' } } }, 'metrics.requests.stat is not known'],
    [{ policy: { ...SERVICE.policy, mostUnits: 0 } }, 'policy: mostUnits is 0'],
    [{ cluster: 'c' }, 'cluster is not known'],
  ])('names the fault of %j', (changes, fault) => {
    expect(faultsOf(changes).join('\n')).toContain(fault);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('misses a metric named %s like any other', (metric) => {
    const rules = [{ kind: 'target', metric, per: 'fleet', target: 100 }];
    expect(faultsOf({ policy: { ...SERVICE.policy, rules } }).join('\n')).toContain(`metrics.${metric} is missing`);
  });

  it('names several faults at once, and takes no other text', () => {
    expect(faultsOf({ resourceId: '', actuator: '' })).toHaveLength(2);
    for (const text of ['', '{', '[]', 'null', '5']) {
      expect(parseScaledService(text)).toMatchObject({ faults: [expect.stringContaining('not a JSON object')] });
    }
  });
});

describe('parseServiceState', () => {
  it('forgets what has another format', () => {
    const state = { formatVersion: 1, ran: [], rules: '' };
    expect(parseServiceState(JSON.stringify(state))).toEqual(state);
    expect(parseServiceState(JSON.stringify({ ...state, formatVersion: 2 }))).toBeUndefined();
  });
});
