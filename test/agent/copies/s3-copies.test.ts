import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3ObjectStore } from '../../../agent/copies/s3-object-store';
import { CorruptObjectError, MissingBucketError, MissingObjectError, PermissionError } from '../../../agent/errors';
import { homeClient } from '../../../agent/home/home-client';
import { nameS3Fault } from '../../../agent/home/name-s3-fault';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';
import { CopyFixture, manifestOf } from './copy-fixture';

const BUCKET = 'copies-test';
/** The smallest part that S3 takes but for the last. */
const PART_BYTES = 5 * 1024 * 1024;

describe.skipIf(MOTO_MISSING)(`copies of homes in S3${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let client: S3Client;

  beforeAll(async () => {
    moto = await startMoto();
    client = homeClient(moto.client);
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
  });

  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  function fixtureOf(bucket = BUCKET): CopyFixture {
    const fixture = new CopyFixture();
    fixture.start({ objects: s3ObjectStore(client, bucket), partBytes: PART_BYTES });
    return fixture;
  }

  /** Writes files as the service does, stores them, and returns their manifest. */
  async function store(fixture: CopyFixture, files: Readonly<Record<string, string>>) {
    await fixture.hydrate(undefined);
    for (const [path, text] of Object.entries(files)) {
      fixture.write(path, text);
    }
    const listed = await fixture.copies.files('s');
    return manifestOf(1, await Promise.all(listed.map((file) => fixture.copies.upload('s', 1, file))));
  }

  it('bring every byte to another node, of empty, small and large files', async () => {
    const large = randomBytes(6 * 1024 * 1024).toString('hex');
    const files = { empty: '', 'in/small': 'small', large };
    const manifest = await store(fixtureOf(), files);
    const other = fixtureOf();
    await other.hydrate(manifest);
    expect(other.seen()).toEqual(files);
    const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(uploads.Uploads ?? []).toEqual([]);
  });

  it('store small files with the checksum that the manifest carries', async () => {
    const { objects } = await store(fixtureOf(), { a: 'content' });
    const [object] = objects;
    const head = await client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: object?.key ?? '', ChecksumMode: 'ENABLED' }),
    );
    expect(Buffer.from(head.ChecksumSHA256 ?? '', 'base64').toString('hex')).toBe(object?.sha256);
  });

  it.each([
    ['shorter', 'short'],
    ['longer', 'content and more'],
    ['different', 'CONTENT'],
  ])('name an object that is %s than its manifest says', async (_, Body) => {
    const manifest = await store(fixtureOf(), { a: 'content' });
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: manifest.objects[0]?.key ?? '', Body }));
    await expect(fixtureOf().hydrate(manifest)).rejects.toThrow(CorruptObjectError);
  });

  it('name an object cut off where a later part begins', async () => {
    const fixture = fixtureOf();
    const manifest = await store(fixture, { a: 'x'.repeat(PART_BYTES + 1) });
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: manifest.objects[0]?.key ?? '', Body: 'x' }));
    await expect(fixtureOf().hydrate(manifest)).rejects.toThrow(CorruptObjectError);
  });

  it('name an object that is gone', async () => {
    const manifest = await store(fixtureOf(), { a: 'content' });
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: manifest.objects[0]?.key ?? '' }));
    await expect(fixtureOf().hydrate(manifest)).rejects.toThrow(MissingObjectError);
  });

  it('name a bucket that does not exist, both ways', async () => {
    const manifest = await store(fixtureOf(), { a: 'content' });
    await expect(fixtureOf('no-such-bucket').hydrate(manifest)).rejects.toThrow(MissingBucketError);
    await expect(store(fixtureOf('no-such-bucket'), { a: 'a' })).rejects.toThrow(MissingBucketError);
    const large = { a: 'x'.repeat(PART_BYTES + 1) };
    await expect(store(fixtureOf('no-such-bucket'), large)).rejects.toThrow(MissingBucketError);
  });
});

describe('a fault of S3', () => {
  it.each(['AccessDenied', 'InvalidAccessKeyId', 'Forbidden'])('that says %s is one of permission', (name) => {
    const metadata = { httpStatusCode: 403 };
    const fault = new S3ServiceException({ name, message: 'no', $fault: 'client', $metadata: metadata });
    const named = nameS3Fault(fault, 'b', 'k');
    expect(named).toBeInstanceOf(PermissionError);
    expect(String(named)).toContain('s3://b/k');
  });

  it('without a name of ours stays what it is', () => {
    const fault = new S3ServiceException({ name: 'SlowDown', message: '', $fault: 'server', $metadata: {} });
    expect(nameS3Fault(fault, 'b', 'k')).toBe(fault);
  });
});
