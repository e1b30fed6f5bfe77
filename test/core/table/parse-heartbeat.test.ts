import { describe, expect, it } from 'vitest';
import { parseHeartbeat } from '../../../core/table/parse-heartbeat';
import { heartbeatOf } from '../scaling/fleet-fixture';

const SOUND = heartbeatOf({ id: 'n1', metrics: { cpuPercent: 5 }, shards: { s1: 10, s2: 20 } });

function parse(changes: object) {
  return parseHeartbeat('n1', { ...SOUND, ...changes });
}

describe('a heartbeat', () => {
  it('is taken as it is when all of it can be read', () => {
    const full = { refuses: 'full', refusesHard: true, isCongested: true, faults: [{ code: 'x', message: 'y' }] };
    expect(parse({ ...full, unflushedSeconds: 3, agentVersion: '1', followed: 2 })).toEqual({
      ...SOUND,
      ...full,
      unflushedSeconds: 3,
      agentVersion: '1',
      followed: 2,
    });
  });

  it.each([
    ['incarnation', undefined],
    ['counter', '7'],
    ['fenced', null],
    ['capacityBytes', Number.POSITIVE_INFINITY],
    ['metrics', undefined],
    ['metrics', { cpuPercent: 'much' }],
    ['shards', null],
    ['shards', { s1: null }],
    ['shards', { s1: { bytes: -1, load: 0 } }],
    ['shards', { s1: { bytes: 0, load: 1e16 } }],
    ['usedBytes', -1],
    ['faults', 'none'],
    ['refuses', true],
    ['followed', '2'],
  ])('whose %s is %j takes no shards and tells it as a fault', (name, value) => {
    const heartbeat = parse({ [name]: value });
    expect(heartbeat).toMatchObject({ nodeId: 'n1', refusesHard: true, unreadable: [name] });
    expect(heartbeat.refuses).toContain(name);
    expect(heartbeat.faults).toMatchObject([{ code: 'UnreadableHeartbeatError' }]);
  });

  it('keeps what can be read, and a shard whose size cannot', () => {
    const heartbeat = parse({ shards: { s1: null, s2: { bytes: 5, load: 1 } }, metrics: { cpuPercent: 5, x: 'y' } });
    expect(heartbeat.shards).toEqual({ s1: { bytes: 0, load: 0 }, s2: { bytes: 5, load: 1 } });
    expect(heartbeat.metrics).toEqual({ cpuPercent: 5 });
  });

  it('keeps the faults that the node told', () => {
    const faults = [{ code: 'DiskFullError', message: 'full' }];
    expect(parse({ faults, zone: 4 }).faults?.map(({ code }) => code)).toEqual([
      'DiskFullError',
      'UnreadableHeartbeatError',
    ]);
  });
});
