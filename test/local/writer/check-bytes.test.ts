import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../core/home/manifest';
import { checkBytes, type HomesToCheck } from '../../../local/writer/check-bytes';
import { type AcceptedWrite, WriteLedger } from '../../../local/writer/write-ledger';

const WRITE: AcceptedWrite = {
  shardId: 's1',
  key: 'k1',
  value: Buffer.from('v1'),
  nodeId: 'i-1',
  epoch: 3,
  isDurable: true,
};

/** A file `key=value`, one a key. */
const readValues = async (directory: string) => {
  const text = await readFile(path.join(directory, 'data'), 'utf8').catch(() => '');
  const pairs = text.split(' ').filter(Boolean);
  return new Map(
    pairs.map((pair) => pair.split('=') as [string, string]).map(([key, value]) => [key, Buffer.from(value)]),
  );
};

describe('checkBytes', () => {
  let content: Buffer;
  let homes: HomesToCheck;

  function manifestOf(bytes: Buffer): Manifest {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const object = { path: 'data', key: 'homes/s1/3/x', sizeBytes: bytes.length, sha256 };
    return { formatVersion: 1, shardId: 's1', epoch: 3, version: 7, writer: 'i-1', objects: [object] };
  }

  beforeEach(() => {
    content = Buffer.from('k1=v1');
    homes = { readManifest: async () => manifestOf(Buffer.from('k1=v1')), readObject: async () => content };
  });

  it('finds a value that is there', async () => {
    const check = await checkBytes(homes, ['s1'], [WRITE], readValues);

    expect(check).toEqual({ shards: 1, objects: 1, bytes: 5, faults: [] });
  });

  it('names a value that is missing', async () => {
    const check = await checkBytes(homes, ['s1'], [{ ...WRITE, key: 'k2' }], readValues);

    expect(check.faults).toEqual(['k2 of s1, durable on i-1 in epoch 3, is missing']);
  });

  it('names a value that has other bytes', async () => {
    const check = await checkBytes(
      homes,
      ['s1'],
      [{ ...WRITE, value: Buffer.from('v2'), isDurable: false }],
      readValues,
    );

    expect(check.faults).toEqual(['k1 of s1, accepted on i-1 in epoch 3, has other bytes']);
  });

  it('names an object that is not what its manifest says', async () => {
    content = Buffer.from('k1=v3');

    const check = await checkBytes(homes, ['s1'], [], readValues);

    expect(check.faults).toEqual(['homes/s1/3/x is not what the manifest of s1 says']);
  });

  it('takes a shard without a home for an empty one', async () => {
    homes = { ...homes, readManifest: async () => undefined };

    expect((await checkBytes(homes, ['s1'], [WRITE], readValues)).faults).toHaveLength(1);
  });
});

describe('WriteLedger', () => {
  it('demands durable writes of every node, and accepted ones of nodes that never died', () => {
    const ledger = new WriteLedger();
    ledger.accept({ ...WRITE, key: 'durable on dead' });
    ledger.accept({ ...WRITE, key: 'accepted on dead', isDurable: false });
    ledger.accept({ ...WRITE, key: 'accepted on live', isDurable: false, nodeId: 'i-2' });
    ledger.refuse('status 421');

    ledger.crash('i-1');

    expect(ledger.mustHold().map(({ key }) => key)).toEqual(['durable on dead', 'accepted on live']);
    expect(ledger.counts()).toEqual({ tried: 4, accepted: 3, durable: 1, bytes: 6, refused: { 'status 421': 1 } });
  });
});
