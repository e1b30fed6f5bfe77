import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestKey } from '../../../core/contract/object-keys';
import { sealManifest } from '../../../core/home/manifest';
import { S3HomeEpochs } from '../../../lambda/adapters/s3-home-epochs';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';

describe.skipIf(MOTO_MISSING)(`the epochs of homes in S3${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;
  let client: S3Client;

  beforeAll(async () => {
    emulator = await startMoto();
    client = new S3Client({ ...emulator.client, forcePathStyle: true });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' as const };
    await client.send(new CreateBucketCommand({ Bucket: 'homes', CreateBucketConfiguration }));
  });

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  async function putHome(shardId: string, text: string): Promise<void> {
    await client.send(new PutObjectCommand({ Bucket: 'homes', Key: manifestKey(shardId), Body: text }));
  }

  function manifest(shardId: string, epoch: number): string {
    return JSON.stringify(sealManifest(undefined, { shardId, nodeId: 'n1', epoch }));
  }

  it('are those of the manifests; a shard without a home has none', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => `shard-${String(index).padStart(5, '0')}`);
    await putHome('shard-00003', manifest('shard-00003', 17));
    await putHome('shard-00119', manifest('shard-00119', 2));
    const epochs = await new S3HomeEpochs(client, 'homes').epochsOf(ids);
    expect([...epochs].sort()).toEqual([
      ['shard-00003', 17],
      ['shard-00119', 2],
    ]);
  });

  it.each([
    ['truncated', '{"formatVersion":1,"sha', 'the manifest is not JSON; it may be truncated'],
    ['of a newer format', '{"formatVersion":2}', 'manifest format 2 is not 1; update this node'],
    ['of another shard', manifest('shard-00001', 5), 'the manifest of shard-00200 is that of shard-00001'],
  ])('names why a manifest that is %s cannot be read', async (_case, text, unreadable) => {
    await putHome('shard-00200', text);
    const epochs = await new S3HomeEpochs(client, 'homes').epochsOf(['shard-00200']);
    expect(epochs.get('shard-00200')).toEqual({ unreadable });
  });

  it('tells that a missing bucket cannot be read, rather than taking its homes for none', async () => {
    const epochs = await new S3HomeEpochs(client, 'nowhere').epochsOf(['shard-00000']);
    expect(epochs.get('shard-00000')).toEqual({ unreadable: 'NoSuchBucket: The specified bucket does not exist' });
  });

  it('asks no more once S3 has failed fifty times', async () => {
    const refused = new S3Client({ ...emulator.client, endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    const ids = Array.from({ length: 200 }, (_, index) => `shard-${index}`);
    const epochs = [...(await new S3HomeEpochs(refused, 'homes').epochsOf(ids)).values()];
    refused.destroy();
    const notAsked = epochs.filter(
      (epoch) => typeof epoch === 'object' && epoch.unreadable.startsWith('not asked for'),
    );
    expect(epochs.every((epoch) => typeof epoch === 'object')).toBe(true);
    expect(notAsked.length).toBeGreaterThanOrEqual(100);
  });
});
