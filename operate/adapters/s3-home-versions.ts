import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  type S3Client,
  type ObjectVersion as S3ObjectVersion,
} from '@aws-sdk/client-s3';
import { HOMES_PREFIX, homePrefix, manifestKey } from '../../core/contract/object-keys';
import type { HomeVersionPort, ObjectVersion } from '../ports';

/** The homes in a versioned bucket, with all versions that it still keeps. */
export class S3HomeVersions implements HomeVersionPort {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  /** Folders rather than objects are listed: a thousand shards a page, however many objects each has. */
  async *shards(): AsyncIterable<string> {
    const pages = paginateListObjectsV2(
      { client: this.client },
      { Bucket: this.bucket, Prefix: HOMES_PREFIX, Delimiter: '/' },
    );
    for await (const page of pages) {
      for (const { Prefix: prefix } of page.CommonPrefixes ?? []) {
        yield (prefix ?? '').slice(HOMES_PREFIX.length, -1);
      }
    }
  }

  async versions(shardId: string): Promise<readonly ObjectVersion[]> {
    const found: ObjectVersion[] = [];
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      page = await this.client.send(
        new ListObjectVersionsCommand({
          Bucket: this.bucket,
          Prefix: homePrefix(shardId),
          KeyMarker: page?.NextKeyMarker,
          VersionIdMarker: page?.NextVersionIdMarker,
        }),
      );
      found.push(
        ...(page.Versions ?? []).map((version) => ({
          ...toVersion(version),
          etag: version.ETag ?? '',
          sizeBytes: version.Size ?? 0,
        })),
      );
      found.push(...(page.DeleteMarkers ?? []).map((marker) => toVersion(marker)));
    } while (page.IsTruncated);
    return found.sort(byKeyNewestFirst);
  }

  async manifestText(shardId: string, versionId: string): Promise<string> {
    const reply = await this.client.send(
      new GetObjectCommand({ Bucket: this.bucket, Key: manifestKey(shardId), VersionId: versionId }),
    );
    return (await reply.Body?.transformToString()) ?? '';
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManagingDelMarkers.html */
  async removeVersion(key: string, versionId: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId }));
  }
}

/** A delete marker has neither a tag nor a size. */
function toVersion(entry: S3ObjectVersion | DeleteMarkerEntry): ObjectVersion {
  return {
    key: entry.Key ?? '',
    versionId: entry.VersionId ?? '',
    modifiedMs: entry.LastModified?.getTime() ?? 0,
    isLatest: entry.IsLatest === true,
    etag: '',
    sizeBytes: undefined,
  };
}

/** S3 keeps whole seconds: of one second the latest comes first, the others as listed, which is newest first. */
function byKeyNewestFirst(left: ObjectVersion, right: ObjectVersion): number {
  if (left.key !== right.key) {
    return left.key < right.key ? -1 : 1;
  }
  return right.modifiedMs - left.modifiedMs || Number(right.isLatest) - Number(left.isLatest);
}
