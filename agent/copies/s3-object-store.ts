import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { HomeObject } from '../../core/home/manifest';
import { CorruptObjectError } from '../errors';
import { completed, isUploadGone } from '../home/complete-upload';
import { nameS3Fault, withNamedFault } from '../home/name-s3-fault';
import type { ObjectStore, PartedUpload } from './object-store';

/** Returns the objects in a bucket. The client's checksums guard what is sent. */
export function s3ObjectStore(client: S3Client, bucket: string): ObjectStore {
  return {
    read: (object, start, end, signal) => readRange(client, bucket, object, { start, end, signal }),
    put: async (key, body, sha256) => {
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      const checksum = { ChecksumAlgorithm: 'SHA256', ChecksumSHA256 } as const;
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...checksum });
      await withNamedFault(client.send(command), bucket, key);
    },
    startUpload: (key) => startUpload(client, bucket, key),
  };
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
  readonly signal: AbortSignal;
}

async function readRange(
  client: S3Client,
  bucket: string,
  object: HomeObject,
  range: ByteRange,
): Promise<AsyncIterable<Uint8Array>> {
  const { start, end, signal } = range;
  const place = `s3://${bucket}/${object.key}`;
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: object.key, Range: `bytes=${start}-${end - 1}` });
    const reply = await client.send(command, { abortSignal: signal });
    const total = Number(reply.ContentRange?.split('/')[1]);
    if (total !== object.sizeBytes) {
      throw new CorruptObjectError(`${place} has ${total} bytes, its manifest says ${object.sizeBytes}`);
    }
    return reply.Body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw isBeyondEnd(error)
      ? new CorruptObjectError(`${place} ends before byte ${end}, its manifest says ${object.sizeBytes} bytes`)
      : nameS3Fault(error, bucket, object.key);
  }
}

function isBeyondEnd(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416;
}

async function startUpload(client: S3Client, bucket: string, key: string): Promise<PartedUpload> {
  const place = { Bucket: bucket, Key: key };
  // The client sends this checksum with each part, but S3 takes only that which the upload was begun with.
  const begin = new CreateMultipartUploadCommand({ ...place, ChecksumAlgorithm: 'CRC32' });
  const { UploadId } = await withNamedFault(client.send(begin), bucket, key);
  const parts: CompletedPart[] = [];
  return {
    put: async (partNumber, body) => {
      const command = new UploadPartCommand({ ...place, UploadId, PartNumber: partNumber, Body: body });
      const { $metadata: _metadata, ...reply } = await withNamedFault(client.send(command), bucket, key);
      const { ETag, ChecksumCRC32 } = reply;
      parts.push({ PartNumber: partNumber, ETag, ChecksumCRC32 });
    },
    complete: async () => {
      parts.sort((left, right) => (left.PartNumber ?? 0) - (right.PartNumber ?? 0));
      const command = new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts: parts } });
      await completed(withNamedFault(client.send(command), bucket, key), client, place);
    },
    abort: async () => {
      try {
        await withNamedFault(client.send(new AbortMultipartUploadCommand({ ...place, UploadId })), bucket, key);
      } catch (error) {
        if (!isUploadGone(error)) {
          throw error;
        }
      }
    },
  };
}
