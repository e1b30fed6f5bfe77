import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Homes } from '../../agent/home/s3-homes';
import type { HomesToCheck } from './check-bytes';

/** Returns the homes in a bucket as the check reads them. */
export function storedHomes(client: S3Client, bucket: string): HomesToCheck {
  const homes = s3Homes(client, bucket);
  return {
    readManifest: async (shardId) => (await homes.read(shardId))?.manifest,
    readObject: async (key) => {
      const reply = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await reply.Body?.transformToByteArray()) ?? []);
    },
  };
}
