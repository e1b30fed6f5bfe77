import { HeadObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** Where an object lies, under a key that is used once. */
export interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Waits for the completion of an upload in parts. The client repeats one whose answer was lost, and S3 knows the upload no
 * more then; but no key is used twice, so what lies there is this upload's.
 */
export async function completed(completion: Promise<unknown>, client: S3Client, place: ObjectPlace): Promise<void> {
  try {
    await completion;
  } catch (error) {
    if (!isUploadGone(error) || !(await isStored(client, place))) {
      throw error;
    }
  }
}

/** Whether the upload was completed or given up before. */
export function isUploadGone(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'NoSuchUpload';
}

/** False also where S3 does not say. */
async function isStored(client: S3Client, place: ObjectPlace): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand(place));
    return true;
  } catch {
    return false;
  }
}
