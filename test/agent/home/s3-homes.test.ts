import {
  CreateBucketCommand,
  type DeleteObjectsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PermissionError, UnreadableManifestError } from '../../../agent/errors';
import { s3Homes } from '../../../agent/home/s3-homes';
import { seal } from '../../../agent/home/seal';
import type { HomePort } from '../../../agent/ports';
import { manifestKey } from '../../../core/contract/object-keys';
import type { Manifest } from '../../../core/home/manifest';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';

const BUCKET = 'homes-test';

describe.skipIf(MOTO_MISSING)(`homes in S3${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let client: S3Client;
  let homes: HomePort;

  beforeAll(async () => {
    moto = await startMoto();
    client = new S3Client(moto.client);
    await client.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
    );
    homes = s3Homes(client, BUCKET);
  });

  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  function manifest(shardId: string, version = 1): Manifest {
    return { formatVersion: 1, shardId, epoch: 1, version, writer: 'a', objects: [] };
  }

  async function put(shardId: string, body: string): Promise<void> {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: manifestKey(shardId), Body: body }));
  }

  it('have nothing of a shard that was never written', async () => {
    expect(await homes.read('never')).toBeUndefined();
  });

  it('give back what was written', async () => {
    expect(await homes.replace(manifest('s1'), undefined)).toMatchObject({ kind: 'written' });
    expect((await homes.read('s1'))?.manifest).toEqual(manifest('s1'));
  });

  it('refuse a second first manifest', async () => {
    await homes.replace(manifest('s2'), undefined);
    expect(await homes.replace(manifest('s2', 2), undefined)).toEqual({ kind: 'conflict' });
  });

  it('let exactly one of two writers replace the manifest that both read', async () => {
    await homes.replace(manifest('s3'), undefined);
    const etag = (await homes.read('s3'))?.etag;
    expect(await homes.replace(manifest('s3', 2), etag)).toMatchObject({ kind: 'written' });
    expect(await homes.replace({ ...manifest('s3', 2), writer: 'b' }, etag)).toEqual({ kind: 'conflict' });
    expect((await homes.read('s3'))?.manifest.writer).toBe('a');
  });

  it('call a write that meets another one under way a conflict, which is read back', async () => {
    const metadata = { $fault: 'client', $metadata: { httpStatusCode: 409 } } as const;
    const meets = new S3ServiceException({ ...metadata, name: 'ConditionalRequestConflict', message: 'under way' });
    const send = vi.spyOn(client, 'send').mockRejectedValueOnce(meets as never);
    expect(await homes.replace(manifest('s8'), undefined)).toEqual({ kind: 'conflict' });
    send.mockRestore();
  });

  it('list no manifest among the objects, which are deleted once none names them', async () => {
    await homes.replace(manifest('s9'), undefined);
    expect(await homes.list('s9')).toEqual([]);
  });

  it('delete a thousand objects at once, which is as many as S3 takes, and ask nothing for none', async () => {
    const sizes: (number | undefined)[] = [];
    const send = vi.spyOn(client, 'send').mockImplementation((async ({ input }: DeleteObjectsCommand) => {
      sizes.push(input.Delete?.Objects?.length);
      return {};
    }) as never);
    await homes.remove(Array.from({ length: 2001 }, (_, index) => `homes/s/1/${index}`));
    await homes.remove(Array.from({ length: 1000 }, (_, index) => `homes/s/1/${index}`));
    await homes.remove([]);
    send.mockRestore();
    expect(sizes).toEqual([1000, 1000, 1, 1000]);
  });

  it.each([
    ['AccessDenied', PermissionError],
    ['InternalError', Error],
  ])('name the first object that S3 would not delete: %s', async (Code, Fault) => {
    const answer = { Errors: [{ Key: 'homes/s/1/a', Code, Message: 'no' }] };
    const send = vi.spyOn(client, 'send').mockResolvedValueOnce(answer as never);
    const failure = await homes.remove(['homes/s/1/a']).catch((error: unknown) => error);
    send.mockRestore();
    expect(failure).toBeInstanceOf(Fault);
    expect(String(failure)).toContain(`s3://${BUCKET}/homes/s/1/a was not deleted: ${Code} no`);
  });

  it('call a manifest that was deleted since a conflict', async () => {
    expect(await homes.replace(manifest('s4'), '"0123"')).toEqual({ kind: 'conflict' });
  });

  it.each([
    ['truncated', '{"formatVersion":1,"sha', 'it may be truncated'],
    ['of a newer format', '{"formatVersion":2}', 'update this node'],
    ['of another shard', JSON.stringify(manifest('other')), 'it is the manifest of other'],
  ])('throw on a manifest that is %s, and say where', async (_, body, message) => {
    await put('s5', body);
    const failure = await homes.read('s5').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnreadableManifestError);
    expect(String(failure)).toContain(`s3://${BUCKET}/${manifestKey('s5')}`);
    expect(String(failure)).toContain(message);
  });

  it('throw on when the bucket does not exist', async () => {
    await expect(s3Homes(client, 'no-such-bucket').read('s')).rejects.toThrow(/bucket/i);
    await expect(s3Homes(client, 'no-such-bucket').replace(manifest('s'), undefined)).rejects.toThrow(/bucket/i);
  });

  it('are sealed by exactly one of two claimants of an epoch', async () => {
    await homes.replace(manifest('s6'), undefined);
    expect(await seal(homes, { shardId: 's6', nodeId: 'b', epoch: 2 })).toBe('sealed');
    expect(await seal(homes, { shardId: 's6', nodeId: 'c', epoch: 2 })).toBe('superseded');
  });
});
