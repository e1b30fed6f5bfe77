import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const Bucket = 'homes';

describe.skipIf(reason)(`S3 of the emulator ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let client: S3Client;

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new S3Client(emulator.clientConfig());
    await client.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => emulator?.stop());

  const put = (Key: string, Body: string, condition: { IfMatch?: string; IfNoneMatch?: string } = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
  const read = async (Key: string) =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

  it('replaces an object whose ETag matches', async () => {
    const { ETag } = await put('match', 'one');
    await put('match', 'two', { IfMatch: ETag });
    expect(await read('match')).toBe('two');
  });

  it('fails with 412 when the ETag is an older one', async () => {
    const { ETag } = await put('stale', 'one');
    await put('stale', 'two');
    const write = put('stale', 'three', { IfMatch: ETag });
    await expect(write).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await read('stale')).toBe('two');
  });

  it('fails with 412 when the object must not exist, and does', async () => {
    await put('new', 'one', { IfNoneMatch: '*' });
    await expect(put('new', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    expect(await read('new')).toBe('one');
  });

  it('lets exactly one of many concurrent writers replace an object', async () => {
    const { ETag } = await put('race', 'start');
    const attempts = Array.from({ length: 10 }, (_, index) => put('race', `writer ${index}`, { IfMatch: ETag }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps bodies of many bytes as they are', async () => {
    const body = 'x'.repeat(3_000_000);
    await put('large', body);
    expect(await read('large')).toBe(body);
  });
});
