import type { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PartedUpload } from '../../../agent/copies/object-store';
import { s3ObjectStore } from '../../../agent/copies/s3-object-store';
import { LossyCompletions } from './lossy-completions';

let bucket: LossyCompletions;
let client: S3Client;

beforeEach(async () => {
  bucket = new LossyCompletions();
  client = await bucket.start();
});

afterEach(async () => {
  client.destroy();
  await bucket.stop();
});

async function uploadOnePart(): Promise<PartedUpload> {
  const upload = await s3ObjectStore(client, 'b').startUpload('homes/s/1/large');
  await upload.put(1, Buffer.from('the only part'));
  return upload;
}

it('an upload whose completion was carried out, but whose answer was lost, is complete', async () => {
  const upload = await uploadOnePart();
  await upload.complete();
  expect(bucket.completions).toBe(2);
});

it('an upload that is gone without an object is not', async () => {
  const upload = await uploadOnePart();
  bucket.isUploadThere = false;
  await expect(upload.complete()).rejects.toMatchObject({ name: 'NoSuchUpload' });
});
