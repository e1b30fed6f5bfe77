import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Homes } from '../../agent/home/s3-homes';
import { manifestKey } from '../../core/contract/object-keys';
import { S3HomeVersions } from '../../operate/adapters/s3-home-versions';
import { S3Import } from '../../operate/adapters/s3-import';
import { MOTO_MISSING, type MotoServer, startMoto } from '../agent/moto-server';
import { manifest } from './memory/manifests';

const BUCKET = 'operators-test';

describe.skipIf(MOTO_MISSING)(`operators' adapters of the bucket${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let client: S3Client;
  let versions: S3HomeVersions;

  beforeAll(async () => {
    moto = await startMoto();
    client = new S3Client(moto.client);
    await client.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
    );
    await client.send(
      new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    versions = new S3HomeVersions(client, BUCKET);
  });

  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  async function put(Key: string, Body: string): Promise<void> {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  }

  async function text(Key: string): Promise<string | undefined> {
    const reply = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return reply.Body?.transformToString();
  }

  it('list shards, not their objects', async () => {
    await put('homes/listed-1/1/a', 'a');
    await put('homes/listed-1/1/b', 'b');
    await put('homes/listed-2/manifest.json', '{}');
    await put('map/head.json', '{}');

    const found: string[] = [];
    for await (const shard of versions.shards()) {
      found.push(shard);
    }
    expect(found.filter((shard) => shard.startsWith('listed'))).toEqual(['listed-1', 'listed-2']);
    expect(found).not.toContain('head.json');
  });

  it('list all versions and markers of a home, of a key newest first', async () => {
    await put('homes/s1/1/a', 'first');
    await put(manifestKey('s1'), 'one');
    await put(manifestKey('s1'), 'two!');
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'homes/s1/1/a' }));

    const found = await versions.versions('s1');

    expect(found.map(({ key, sizeBytes, isLatest }) => ({ key, sizeBytes, isLatest }))).toEqual([
      { key: 'homes/s1/1/a', sizeBytes: undefined, isLatest: true },
      { key: 'homes/s1/1/a', sizeBytes: 5, isLatest: false },
      { key: manifestKey('s1'), sizeBytes: 4, isLatest: true },
      { key: manifestKey('s1'), sizeBytes: 3, isLatest: false },
    ]);
    expect(await versions.manifestText('s1', found[3]?.versionId ?? '')).toBe('one');
    expect(Math.abs((found[3]?.modifiedMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('give the tag by which a manifest can be replaced', async () => {
    const homes = s3Homes(client, BUCKET);
    await put(manifestKey('s2'), 'damaged');

    const [current] = await versions.versions('s2');

    expect(await homes.replace(manifest('s2'), current?.etag)).toMatchObject({ kind: 'written' });
  });

  it('show a deleted object again once its marker is gone', async () => {
    await put('homes/s3/1/a', 'bytes');
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'homes/s3/1/a' }));
    const [marker] = await versions.versions('s3');

    await versions.removeVersion('homes/s3/1/a', marker?.versionId ?? '');

    expect(await text('homes/s3/1/a')).toBe('bytes');
  });

  describe('import', () => {
    function folder(): string {
      return mkdtempSync(path.join(tmpdir(), 'import-'));
    }

    it('finds files at any depth, in order', async () => {
      const directory = folder();
      mkdirSync(path.join(directory, 'deep', 'er'), { recursive: true });
      writeFileSync(path.join(directory, 'deep', 'er', 'b'), 'b');
      writeFileSync(path.join(directory, 'a'), 'a');

      expect(await new S3Import(client, BUCKET).files(directory)).toEqual(['a', 'deep/er/b']);
    });

    it('fails on what is no plain file, and on hidden ones', async () => {
      const linked = folder();
      symlinkSync('/etc/hostname', path.join(linked, 'link'));
      const hidden = folder();
      writeFileSync(path.join(hidden, '.secret'), '');

      await expect(new S3Import(client, BUCKET).files(linked)).rejects.toThrow('only plain files');
      await expect(new S3Import(client, BUCKET).files(hidden)).rejects.toThrow('.secret');
    });

    it('fails for a directory that is not there', async () => {
      await expect(new S3Import(client, BUCKET).files('/no/such')).rejects.toThrow('/no/such cannot be read');
    });

    it.each([
      ['an empty file', 0],
      ['a small file', 1000],
      ['a file of several parts', 70 * 1024 * 1024],
    ])('stores %s under epoch 0 with its checksum', async (_, sizeBytes) => {
      const directory = folder();
      writeFileSync(path.join(directory, 'data'), Buffer.alloc(sizeBytes, 7));

      const object = await new S3Import(client, BUCKET).upload(directory, 'data', 's4');

      expect(object).toMatchObject({ path: 'data', sizeBytes, key: expect.stringMatching(/^homes\/s4\/0\/.{36}$/) });
      expect(object.sha256).toBe(createHash('sha256').update(Buffer.alloc(sizeBytes, 7)).digest('hex'));
      const stored = (await versions.versions('s4')).find((version) => version.key === object.key);
      expect(stored?.sizeBytes).toBe(sizeBytes);
    });
  });
});
