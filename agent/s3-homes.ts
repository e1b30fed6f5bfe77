import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { manifestKey } from '../core/contract';
import { type Manifest, parseManifest } from '../core/home/manifest';
import { UnreadableManifestError } from './errors';
import type { HomePort, StoredManifest } from './ports';

/**
 * Returns the homes in a bucket. Manifests are replaced by compare-and-swap only.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3Homes(client: S3Client, bucket: string): HomePort {
  return {
    read: (shardId) => readManifest(client, bucket, shardId),
    replace: (manifest, etag) => replaceManifest(client, bucket, manifest, etag),
  };
}

async function readManifest(client: S3Client, bucket: string, shardId: string): Promise<StoredManifest | undefined> {
  const key = manifestKey(shardId);
  try {
    const reply = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const parsed = parseManifest((await reply.Body?.transformToString()) ?? '');
    if ('faults' in parsed) {
      throw new UnreadableManifestError(`s3://${bucket}/${key}: ${parsed.faults.join('; ')}`);
    }
    if (parsed.manifest.shardId !== shardId) {
      throw new UnreadableManifestError(`s3://${bucket}/${key}: it is the manifest of ${parsed.manifest.shardId}`);
    }
    return { manifest: parsed.manifest, etag: reply.ETag ?? '' };
  } catch (error) {
    if (error instanceof NoSuchKey) {
      return undefined;
    }
    throw error;
  }
}

async function replaceManifest(
  client: S3Client,
  bucket: string,
  manifest: Manifest,
  etag: string | undefined,
): Promise<'written' | 'conflict'> {
  const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
  const body = JSON.stringify(manifest);
  const key = manifestKey(manifest.shardId);
  try {
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json', ...condition }),
    );
    return 'written';
  } catch (error) {
    if (isConflict(error)) {
      return 'conflict';
    }
    throw error;
  }
}

/** Somebody else wrote it, is writing it right now, or deleted it since it was read. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

function isConflict(error: unknown): boolean {
  return error instanceof S3ServiceException && CONFLICTS.includes(error.name);
}
