import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MapNotPublishedError, MapSourceError, ShardMap } from '../../client';
import { s3MapStore } from '../../lambda/adapters/s3-map-store';
import { handlePublisherEvent } from '../../lambda/publisher/handle-publisher-event';
import { MOTO_MISSING, type MotoServer, startMoto } from '../agent/moto-server';
import { PublisherWorld } from '../lambda/publisher/publisher-world';

/** A slow machine makes no fault. */
const PATIENT = { requestTimeoutMs: 120_000 };
const LOCATION = { CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' as const } };

describe.skipIf(MOTO_MISSING)(`a map read from S3${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
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
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  const publish = async (world: PublisherWorld, bucket: string) => {
    const { table, log } = world;
    const store = s3MapStore(client, bucket);
    const unique = () => String(Math.random());
    await handlePublisherEvent({ table, store, log, clock: () => world.nowMs, pause: async () => {}, unique })({});
    world.nowMs += 5000;
  };

  it('follows what the publisher writes, by changes and snapshots', async () => {
    const bucket = await newBucket();
    const world = new PublisherWorld(40);
    await publish(world, bucket);
    const map = await ShardMap.load({ bucket, client, ...PATIENT });
    expect(map.lookup('shard-00004')).toMatchObject({ owner: { nodeId: 'b', address: 'b:7070' }, epoch: 1 });
    for (let round = 0; round < 6; round += 1) {
      for (let index = 0; index < 8; index += 1) world.own(round + index, 'c');
      await publish(world, bucket);
      const epoch = world.table.shards.get('shard-00005')?.epoch ?? 0;
      const place = await map.refresh({ shardId: 'shard-00005', atLeastEpoch: epoch, timeoutMs: 120_000 });
      expect(place).toMatchObject({ owner: { nodeId: 'c' }, epoch });
    }
    expect(map.version).toBe(7);
    expect((await ShardMap.load({ bucket, client, ...PATIENT })).lookup('shard-00005')).toEqual(
      map.lookup('shard-00005'),
    );
    map.close();
  });

  it('costs a conditional request that answers 304 while nothing is new', async () => {
    const bucket = await newBucket();
    await publish(new PublisherWorld(4), bucket);
    const map = await ShardMap.load({ bucket, client, ...PATIENT });
    const startedMs = performance.now();
    const error = await failure(map.refresh({ shardId: 'shard-00001', atLeastEpoch: 9, timeoutMs: 250 }));
    expect(error).toMatchObject({ name: 'StaleMapError', cause: undefined });
    await expect.poll(() => performance.now() - map.ageMs).toBeGreaterThan(startedMs);
    expect(map.fault).toBeUndefined();
    map.close();
  });

  it('is told of when nothing is published, and when there is no such bucket', async () => {
    expect(await failure(ShardMap.load({ bucket: await newBucket(), client, ...PATIENT }))).toBeInstanceOf(
      MapNotPublishedError,
    );
    const error = await failure(ShardMap.load({ bucket: 'no-such-bucket', client, ...PATIENT }));
    expect(error).toBeInstanceOf(MapSourceError);
    expect(String(error)).toContain('s3://no-such-bucket/map/head.json cannot be read: NoSuchBucket');
  });

  it('is told of when permission is denied, with what it takes', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    const error = await failure(ShardMap.load({ bucket: 'b', client: { send: () => Promise.reject(denied) } }));
    expect(error).toBeInstanceOf(MapSourceError);
    expect(String(error)).toContain('AccessDenied. It takes s3:GetObject on map/*, and s3:ListBucket');
  });

  it('is told what became of a connection that failed', async () => {
    const send = () => Promise.reject(new Error('socket hang up'));
    const error = await failure(ShardMap.load({ bucket: 'b', client: { send } }));
    expect(String(error)).toContain('s3://b/map/head.json cannot be read: Error: socket hang up');
  });

  it('does not close a client that was given', async () => {
    const bucket = await newBucket();
    await publish(new PublisherWorld(4), bucket);
    (await ShardMap.load({ bucket, client, ...PATIENT })).close();
    expect((await s3MapStore(client, bucket).readHead())?.text).toContain('"version":1');
  });
});
