import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { homePrefix, manifestKey } from '../../../core/contract/object-keys';
import { type Manifest, parseManifest } from '../../../core/home/manifest';

/** A shard's home as somebody with rights in the bucket can spoil it and bring it back. */
export class HomeVault {
  private readonly saved = new Map<string, Buffer>();

  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly shardId: string,
  ) {}

  get manifestKey(): string {
    return manifestKey(this.shardId);
  }

  async manifest(): Promise<Manifest> {
    const parsed = parseManifest((await this.get(this.manifestKey)).toString('utf8'));
    if ('faults' in parsed) {
      throw new Error(parsed.faults.join());
    }
    return parsed.manifest;
  }

  /** Key of the first object that the manifest names. */
  async objectKey(): Promise<string> {
    return (await this.manifest()).objects[0]?.key ?? '';
  }

  /** Writes other bytes in the place of an object. */
  async spoil(key: string, change: (content: Buffer) => Buffer | string): Promise<void> {
    const content = await this.get(key);
    this.saved.set(key, content);
    await this.put(key, change(content));
  }

  async remove(key: string): Promise<void> {
    this.saved.set(key, await this.get(key));
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** Puts back whatever was spoilt or removed. */
  async mend(): Promise<void> {
    for (const [key, content] of this.saved) {
      await this.put(key, content);
    }
    this.saved.clear();
  }

  /** Ends the bucket with all that it holds. */
  async removeBucket(): Promise<void> {
    for (const key of await this.keys()) {
      await this.remove(key);
    }
    await this.client.send(new DeleteBucketCommand({ Bucket: this.bucket }));
  }

  /** Makes the bucket again; empty until `mend`. */
  async makeBucket(): Promise<void> {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' as const };
    await this.client.send(new CreateBucketCommand({ Bucket: this.bucket, CreateBucketConfiguration }));
  }

  async put(key: string, body: Buffer | string): Promise<void> {
    await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body }));
  }

  private async get(key: string): Promise<Buffer> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  private async keys(): Promise<readonly string[]> {
    const listed = await this.client.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: homePrefix(this.shardId) }),
    );
    return (listed.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
  }
}
