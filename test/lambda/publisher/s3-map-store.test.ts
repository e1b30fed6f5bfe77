import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3MapStore } from '../../../lambda/adapters/s3-map-store';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';

const LOCATION = { CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' as const } };

describe.skipIf(MOTO_MISSING)(`the map's store in S3${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let client: S3Client;
  let buckets = 0;

  beforeAll(async () => {
    moto = await startMoto();
    client = new S3Client(moto.client);
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  const newBucket = async () => {
    buckets += 1;
    await client.send(new CreateBucketCommand({ Bucket: `map-${buckets}`, ...LOCATION }));
    return `map-${buckets}`;
  };

  it('has no head at first, and takes the first one once', async () => {
    const store = s3MapStore(client, await newBucket());
    expect(await store.readHead()).toBeUndefined();
    expect(await store.replaceHead('one', undefined)).toBe(true);
    expect(await store.replaceHead('other', undefined)).toBe(false);
    expect((await store.readHead())?.text).toBe('one');
  });

  it('lets exactly one of two publishers replace the head that both have read', async () => {
    const store = s3MapStore(client, await newBucket());
    await store.replaceHead('one', undefined);
    const etag = (await store.readHead())?.etag;
    expect(await store.replaceHead('two', etag)).toBe(true);
    expect(await store.replaceHead('three', etag)).toBe(false);
    expect((await store.readHead())?.text).toBe('two');
  });

  it('calls a head that was deleted since a lost race', async () => {
    const store = s3MapStore(client, await newBucket());
    expect(await store.replaceHead('two', '"0123"')).toBe(false);
  });

  it('lists, reads and removes objects, and knows nothing of those that are gone', async () => {
    const bucket = await newBucket();
    const store = s3MapStore(client, bucket);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'homes/x', Body: 'x' }));
    await store.create('map/changes/2-u.json', 'two');
    await store.create('map/changes/3-u.json', 'three');
    expect(await store.list()).toEqual(['map/changes/2-u.json', 'map/changes/3-u.json']);
    await store.remove(['map/changes/2-u.json', 'map/changes/1-gone.json']);
    expect(await store.read('map/changes/2-u.json')).toBeUndefined();
    expect(await store.read('map/changes/3-u.json')).toBe('three');
  });

  it('fails when the bucket does not exist', async () => {
    const store = s3MapStore(client, 'no-such-bucket');
    await expect(store.readHead()).rejects.toThrow(/bucket/i);
    await expect(store.replaceHead('one', undefined)).rejects.toThrow(/bucket/i);
  });
});
