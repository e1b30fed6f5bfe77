import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { homePrefix, manifestKey } from '../../core/contract/object-keys';
import { type Manifest, parseManifest } from '../../core/home/manifest';
import { PermissionError, UnreadableManifestError } from '../errors';
import type { HomePort, Replacement, StoredManifest } from '../ports';
import { nameS3Fault, withNamedFault } from './name-s3-fault';

/**
 * Returns the homes in a bucket. Manifests are replaced by compare-and-swap only.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3Homes(client: S3Client, bucket: string): HomePort {
  return {
    read: (shardId) => readManifest(client, bucket, shardId),
    replace: (manifest, etag) => replaceManifest(client, bucket, manifest, etag),
    list: (shardId) => listObjects(client, bucket, shardId),
    remove: (keys) => removeObjects(client, bucket, keys),
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
    throw nameS3Fault(error, bucket, key);
  }
}

async function replaceManifest(
  client: S3Client,
  bucket: string,
  manifest: Manifest,
  etag: string | undefined,
): Promise<Replacement> {
  const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
  const body = JSON.stringify(manifest);
  const key = manifestKey(manifest.shardId);
  try {
    const reply = await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json', ...condition }),
    );
    return { kind: 'written', etag: reply.ETag ?? '' };
  } catch (error) {
    if (isConflict(error)) {
      return { kind: 'conflict' };
    }
    throw nameS3Fault(error, bucket, key);
  }
}

async function listObjects(client: S3Client, bucket: string, shardId: string): Promise<readonly string[]> {
  const prefix = homePrefix(shardId);
  const keys: string[] = [];
  try {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      keys.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
    }
  } catch (error) {
    throw nameS3Fault(error, bucket, prefix);
  }
  return keys.filter((key) => key !== manifestKey(shardId));
}

/**
 * Keys in one request.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
const KEYS_PER_DELETE = 1000;

/** @throws Error naming the first object that S3 would not delete. */
async function removeObjects(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += KEYS_PER_DELETE) {
    const Objects = keys.slice(start, start + KEYS_PER_DELETE).map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    const reply = await withNamedFault(client.send(command), bucket, Objects[0]?.Key ?? '');
    const [failure] = reply.Errors ?? [];
    if (failure) {
      const message = `s3://${bucket}/${failure.Key} was not deleted: ${failure.Code} ${failure.Message}`;
      throw failure.Code === 'AccessDenied' ? new PermissionError(message) : new Error(message);
    }
  }
}

/** Somebody else wrote it, is writing it right now, or deleted it since it was read. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

function isConflict(error: unknown): boolean {
  return error instanceof S3ServiceException && CONFLICTS.includes(error.name);
}
