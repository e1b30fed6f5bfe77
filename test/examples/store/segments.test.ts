import fs, { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { mergeSegments, planMerge } from '../../../examples/elastic-database/store/merge-segments';
import { listSegments, loadSegments, segmentFile } from '../../../examples/elastic-database/store/segment-files';
import {
  decodeSegment,
  encodeRecord,
  encodeSeal,
  type LogRecord,
} from '../../../examples/elastic-database/store/segment-format';
import { ShardLog } from '../../../examples/elastic-database/store/shard-log';
import { shardDirectory } from './store-fixture';

const put = (key: string, value: string): LogRecord => ({ kind: 'put', key, value: Buffer.from(value) });
const remove = (key: string): LogRecord => ({ kind: 'delete', key });
const sealed = (...records: LogRecord[]) =>
  Buffer.concat([...records.map(encodeRecord), encodeSeal({ epoch: 1, records: records.length })]);

describe('decodeSegment', () => {
  it('reads what was written', () => {
    const records = [put('a', 'one'), remove('b'), put('', '')];
    expect(decodeSegment('x', sealed(...records))).toMatchObject({ records, seal: { epoch: 1, records: 3 } });
  });

  it('reads every whole record of a segment that was cut off anywhere', () => {
    const records = [put('a', 'one'), put('b', 'two')];
    const bytes = sealed(...records);
    const firstEnds = encodeRecord(put('a', 'one')).length;
    for (let length = 0; length < bytes.length; length += 1) {
      const decoded = decodeSegment('x', bytes.subarray(0, length));
      expect(decoded.seal).toBeUndefined();
      expect(decoded.records).toEqual(records.slice(0, decoded.records.length));
      expect(decoded.records.length >= 1).toBe(length >= firstEnds);
    }
  });

  it('fails when a record was changed and sound ones follow', () => {
    const bytes = sealed(put('a', 'one'), put('b', 'two'));
    bytes[12] = (bytes[12] ?? 0) ^ 1;
    expect(() => decodeSegment('x.log', bytes)).toThrow('x.log: the record at byte 0 is damaged');
  });

  it('fails when a sealed segment lacks a record', () => {
    const first = encodeRecord(put('a', 'one'));
    expect(() => decodeSegment('x.log', sealed(put('a', 'one'), put('b', 'two')).subarray(first.length))).toThrow(
      'x.log: sealed with 2 records, but holds 1',
    );
  });

  it('fails when something follows the seal', () => {
    expect(() => decodeSegment('x', Buffer.concat([sealed(put('a', 'one')), Buffer.from('more')]))).toThrow('4 bytes');
  });
});

describe('planMerge', () => {
  const sized = (sizes: readonly number[]) =>
    sizes.map((sizeBytes, index) => ({ ...segmentFile(index + 1), sizeBytes }));

  it('leaves few segments alone', () => {
    expect(planMerge(sized([1, 1, 1, 1, 1, 1, 1]))).toEqual([]);
  });

  it('merges the newest of about one size, and spares a much larger one', () => {
    expect(planMerge(sized([100, 1, 1, 1, 1, 1, 1, 1, 1])).map(({ first }) => first)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('rewrites each byte seldom', () => {
    let sizes: number[] = [];
    let rewritten = 0;
    for (let round = 0; round < 1000; round += 1) {
      sizes.push(1);
      const run = planMerge(sized(sizes));
      if (run.length > 0) {
        const total = run.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        rewritten += total;
        sizes = [...sizes.slice(0, sizes.length - run.length), total];
      }
    }
    expect(rewritten / 1000).toBeLessThan(8);
    expect(sizes.length).toBeLessThan(30);
  });
});

describe('mergeSegments', () => {
  function directoryWith(...segments: Buffer[]): string {
    const directory = shardDirectory();
    mkdirSync(path.join(directory, 'segments'));
    segments.forEach((bytes, index) => {
      writeFileSync(path.join(directory, 'segments', segmentFile(index + 1).name), bytes);
    });
    return directory;
  }

  it('keeps the last write of each key in one file', async () => {
    const directory = directoryWith(sealed(put('a', 'one'), put('b', 'one')), sealed(put('a', 'two'), remove('b')));
    const merged = await mergeSegments(directory, [segmentFile(1), segmentFile(2)], 4, true);
    expect(readdirSync(path.join(directory, 'segments'))).toEqual(['00000001-00000002.log']);
    const [loaded] = await loadSegments(directory, [merged]);
    expect(loaded).toMatchObject({ records: [put('a', 'two')], seal: { epoch: 4, records: 1 } });
  });

  it('keeps a deletion while an older segment may hold the key', async () => {
    const directory = directoryWith(sealed(put('b', 'one')), sealed(remove('b')), sealed(put('a', 'two')));
    const merged = await mergeSegments(directory, [segmentFile(2), segmentFile(3)], 4, false);
    const [loaded] = await loadSegments(directory, [merged]);
    expect(loaded?.records).toContainEqual(remove('b'));
  });

  it('is seen whole or not at all when a crash comes before the old files are gone', async () => {
    const old = [sealed(put('a', 'one')), sealed(put('a', 'two'))];
    const directory = directoryWith(...old);
    await mergeSegments(directory, [segmentFile(1), segmentFile(2)], 4, true);
    writeFileSync(path.join(directory, 'segments/00000001.log'), old[0] ?? '');
    writeFileSync(path.join(directory, 'segments/.00000001-00000003.log.part'), 'half');
    const { segments, replaced } = await listSegments(directory);
    expect(segments.map(({ name }) => name)).toEqual(['00000001-00000002.log']);
    expect(replaced.map(({ name }) => name)).toEqual(['00000001.log']);
  });
});

describe('ShardLog', () => {
  it('can be opened after the disk refused once to keep a sealed segment, and more was written', async () => {
    const directory = shardDirectory();
    const { log } = await ShardLog.open(directory, 1);
    log.append(put('a', 'one'));
    const failing = vi.spyOn(fs, 'fsyncSync').mockImplementationOnce(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    syncBuiltinESMExports();
    onTestFinished(() => {
      failing.mockRestore();
      syncBuiltinESMExports();
    });
    await expect(log.flush()).rejects.toThrow('no space left');
    log.append(put('b', 'two'));
    await log.flush();
    log.close();
    const { records } = await ShardLog.open(directory, 2);
    expect(records).toEqual([put('a', 'one'), put('b', 'two')]);
  });

  it('fails to open when an older segment lacks its end', async () => {
    const directory = shardDirectory();
    const { log } = await ShardLog.open(directory, 1);
    log.append(put('a', 'one'));
    await log.flush();
    log.append(put('b', 'two'));
    log.close();
    const file = path.join(directory, 'segments/00000001.log');
    writeFileSync(file, readFileSync(file).subarray(0, encodeRecord(put('a', 'one')).length));
    await expect(ShardLog.open(directory, 2)).rejects.toThrow('00000001.log lacks its end');
  });

  it('writes no empty files', async () => {
    const directory = shardDirectory();
    const { log } = await ShardLog.open(directory, 1);
    expect(await log.flush()).toEqual([]);
    expect(log.close()).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });
});
