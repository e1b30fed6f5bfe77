import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { MAP_HEAD_KEY, MAP_PREFIX } from '../../core/contract/object-keys';
import type { MapStorePort, StoredHead } from '../publisher/publisher-ports';

/**
 * Returns the published map of a bucket; its head is replaced by compare-and-swap only.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3MapStore(client: S3Client, bucket: string): MapStorePort {
  return {
    readHead: () => getObject(client, bucket, MAP_HEAD_KEY),
    replaceHead: (text, etag) => replaceHead(client, bucket, text, etag),
    read: async (key) => (await getObject(client, bucket, key))?.text,
    create: async (key, text) => {
      await client.send(new PutObjectCommand(jsonObject(bucket, key, text)));
    },
    list: () => listKeys(client, bucket),
    remove: (keys) => removeObjects(client, bucket, keys),
  };
}

function jsonObject(bucket: string, key: string, text: string) {
  return { Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' };
}

async function getObject(client: S3Client, bucket: string, key: string): Promise<StoredHead | undefined> {
  try {
    const reply = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { text: (await reply.Body?.transformToString()) ?? '', etag: reply.ETag ?? '' };
  } catch (error) {
    if (error instanceof NoSuchKey) {
      return undefined;
    }
    throw error;
  }
}

async function replaceHead(client: S3Client, bucket: string, text: string, etag: string | undefined): Promise<boolean> {
  const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
  try {
    await client.send(new PutObjectCommand({ ...jsonObject(bucket, MAP_HEAD_KEY, text), ...condition }));
    return true;
  } catch (error) {
    if (isConflict(error)) {
      return false;
    }
    throw error;
  }
}

async function listKeys(client: S3Client, bucket: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: MAP_PREFIX })) {
    keys.push(...(page.Contents ?? []).flatMap((object) => object.Key ?? []));
  }
  return keys;
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
    const reply = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
    const [failure] = reply.Errors ?? [];
    if (failure) {
      throw new Error(`s3://${bucket}/${failure.Key} was not deleted: ${failure.Code} ${failure.Message}`);
    }
  }
}

/** Somebody else wrote it, is writing it right now, or deleted it since it was read. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

function isConflict(error: unknown): boolean {
  return error instanceof S3ServiceException && CONFLICTS.includes(error.name);
}
