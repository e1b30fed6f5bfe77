import { describe, expect, it } from 'vitest';
import { fromTable } from '../../../core/map/map-table';
import { parseMapHead } from '../../../core/map/parse-map-head';
import { parseMapChange, parseMapSnapshot } from '../../../core/map/parse-map-table';
import { changeText, snapshotText } from '../../../core/map/write-map';
import { content, regularContent } from './map-fixtures';

const head = {
  formatVersion: 1,
  version: 3,
  publishedAtMs: 0,
  snapshot: { version: 2, key: 'map/snapshots/2-u.json', entries: 4 },
  changes: [{ version: 3, key: 'map/changes/3-u.json', entries: 1 }],
};
const small = content(
  { a: { address: '10.0.0.1:7070', zone: 'z1' }, b: { address: '10.0.0.2:7070', zone: 'z1' } },
  {
    'shard-00000': { owner: 'a', epoch: 4, followers: ['b'] },
    'shard-00001': { owner: null, epoch: 0, followers: [] },
  },
);
const snapshot = JSON.parse(snapshotText({ version: 2, content: small }));

const faultsOf = (parsed: ReturnType<typeof parseMapHead | typeof parseMapSnapshot | typeof parseMapChange>) =>
  parsed.kind === 'damaged' ? parsed.faults : parsed.kind;

describe('the text of a map', () => {
  it('says every id once, and shards as columns', () => {
    expect(snapshot).toEqual({
      formatVersion: 1,
      version: 2,
      zones: ['z1'],
      nodeIds: ['a', 'b'],
      nodes: [
        [0, '10.0.0.1:7070', 0],
        [1, '10.0.0.2:7070', 0],
      ],
      shardIds: [['shard-', 5, 0, 2]],
      owners: [0, -1],
      epochs: [4, 0],
      followers: [[1], []],
    });
  });

  it('stays small for 1000 nodes and 50 000 shards', () => {
    expect(snapshotText({ version: 2, content: regularContent(1000, 50_000) }).length).toBeLessThan(450_000);
    expect(snapshotText({ version: 2, content: regularContent(1000, 50_000, 2) }).length).toBeLessThan(1_100_000);
  });

  it('is read back as it was', () => {
    const parsed = parseMapSnapshot(JSON.stringify(snapshot));
    expect(parsed.kind === 'sound' && fromTable(parsed.document)).toEqual(small);
  });
});

describe('a head', () => {
  it('is taken when it is sound', () => {
    expect(parseMapHead(JSON.stringify(head))).toEqual({ kind: 'sound', document: head });
  });

  it('is damaged when its text is cut off, wherever', () => {
    const text = JSON.stringify(head);
    for (let length = 0; length < text.length; length += 1) {
      expect(parseMapHead(text.slice(0, length)).kind).toBe('damaged');
    }
  });

  it('of a newer format is told apart from a damaged one', () => {
    expect(parseMapHead('{"formatVersion":2,"shape":"unknown"}')).toEqual({ kind: 'newer-format', formatVersion: 2 });
  });

  it('has all of its faults told', () => {
    expect(faultsOf(parseMapHead('{"formatVersion":0,"version":-1,"changes":{}}'))).toEqual([
      'formatVersion is 0; accepted: 1',
      'version is not a whole number',
      'publishedAtMs is not a number',
      'snapshot names no version, key and entries',
      'changes is not a list',
    ]);
  });

  it('is taken with several changes in order', () => {
    const more = { version: 4, key: 'map/changes/4-u.json', entries: 2 };
    const longer = { ...head, version: 4, changes: [...head.changes, more] };
    expect(parseMapHead(JSON.stringify(longer)).kind).toBe('sound');
  });

  it.each(['7', '"text"', 'null', '[]', 'true'])('is damaged by a text of %s', (text) => {
    expect(faultsOf(parseMapHead(text))).toEqual(['it is not a JSON object']);
  });

  it('without a snapshot has that told, and nothing thrown', () => {
    expect(faultsOf(parseMapHead(JSON.stringify({ ...head, snapshot: undefined })))).toEqual([
      'snapshot names no version, key and entries',
    ]);
  });

  it.each([
    ['leave a version out', [{ version: 4, key: 'map/changes/4-u.json', entries: 1 }]],
    ['end before its version', []],
    ['have a key of another version', [{ version: 3, key: 'map/changes/9-u.json', entries: 1 }]],
    ['lie outside the map', [{ version: 3, key: 'homes/3-u.json', entries: 1 }]],
  ])('is damaged when its changes %s', (_, changes) => {
    expect(parseMapHead(JSON.stringify({ ...head, changes })).kind).toBe('damaged');
  });
});

describe('a snapshot', () => {
  it.each([
    ['an owner that is no node', { owners: [7, -1] }, 'owners[0] is 7'],
    ['a column too short', { epochs: [4] }, 'epochs is not a list of 2 rows'],
    ['a broken epoch', { epochs: [4, 0.5] }, 'epochs[1] is 0.5'],
    ['a follower that is no node', { followers: [[2], []] }, 'followers[0] is [2]'],
    ['no followers at all', { followers: undefined }, 'followers is not a list'],
    ['a run without a count', { shardIds: [['shard-', 5, 0]] }, 'shardIds is not a list'],
    ['a run without end', { shardIds: [['shard-', 5, 0, 1e12]] }, 'shardIds is not a list'],
    ['a zone that is not listed', { zones: [] }, 'nodes[0] is not a node'],
    ['no table of nodes', { nodeIds: undefined }, 'nodeIds is not a list of ids'],
  ])('is damaged by %s', (_, change, fault) => {
    expect(String(faultsOf(parseMapSnapshot(JSON.stringify({ ...snapshot, ...change }))))).toContain(fault);
  });

  it('with a fault in each row tells the first 20 and the number of the others', () => {
    const owners = Array.from({ length: 50 }, () => 9);
    const table = { ...snapshot, shardIds: [['s', 2, 0, 50]], owners, epochs: owners, followers: [] };
    expect(faultsOf(parseMapSnapshot(JSON.stringify(table)))).toHaveLength(21);
    expect(faultsOf(parseMapSnapshot(JSON.stringify(table)))).toContain('and 30 more');
  });
});

describe('a change', () => {
  it('is damaged without the lists of what is gone', () => {
    expect(faultsOf(parseMapChange(JSON.stringify(snapshot)))).toEqual([
      'removedNodes is not a list of ids',
      'removedShards is not a list of ids and runs of ids',
    ]);
  });

  it('holds only what it was given', () => {
    const text = changeText(3, {
      ...content({}, { s1: { owner: 'a', epoch: 5, followers: [] } }),
      removedNodes: ['b'],
      removedShards: [],
    });
    expect(JSON.parse(text)).toMatchObject({ version: 3, nodeIds: ['a'], nodes: [], owners: [0], removedNodes: ['b'] });
    expect(parseMapChange(text).kind).toBe('sound');
  });
});
