import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { manifestKey } from '../../core/contract/object-keys';
import { parseManifest } from '../../core/home/manifest';
import { inParallel } from '../in-parallel';
import type { HomeEpoch, HomeEpochPort } from '../ports';
import { requestLimits } from './request-limits';

/** Manifests that are fetched at once. */
const CONCURRENT_READS = 50;

/** After so many faults of S3 itself it is asked no more in this tick: the others would wait just as long for theirs. */
const FAULTS_ENDURED = 50;

const LONGEST_REQUEST_MS = 3000;

/** Returns a client that gives up early: a tick has more to do than to wait for S3. */
export function homeEpochClient(): S3Client {
  return new S3Client({ maxAttempts: 2, requestHandler: requestLimits(LONGEST_REQUEST_MS) });
}

/** The epochs of homes in a bucket. */
export class S3HomeEpochs implements HomeEpochPort {
  constructor(
    private readonly client: S3Client,
    private readonly bucketName: string,
  ) {}

  /**
   * Never throws: whatever keeps a manifest from being read is told as such, for a controller must go on taking over shards
   * when S3 is out of reach. Without the right to list the bucket S3 answers AccessDenied for a key that does not exist.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  async epochsOf(shardIds: readonly string[]): Promise<ReadonlyMap<string, HomeEpoch>> {
    const epochs = new Map<string, HomeEpoch>();
    const faults: string[] = [];
    await inParallel(CONCURRENT_READS, shardIds, async (shardId) => {
      if (faults.length >= FAULTS_ENDURED) {
        epochs.set(shardId, {
          unreadable: `not asked for, because S3 has failed ${faults.length} times: ${faults[0]}`,
        });
        return;
      }
      const answer = await this.readManifest(shardId);
      if ('fault' in answer) {
        faults.push(answer.fault);
        epochs.set(shardId, { unreadable: answer.fault });
      } else if (answer.text !== undefined) {
        epochs.set(shardId, epochIn(answer.text, shardId));
      }
    });
    return epochs;
  }

  /** Without a text there is no manifest. */
  private async readManifest(shardId: string): Promise<{ readonly text?: string } | { readonly fault: string }> {
    try {
      const command = new GetObjectCommand({ Bucket: this.bucketName, Key: manifestKey(shardId) });
      const { Body } = await this.client.send(command);
      return { text: (await Body?.transformToString()) ?? '' };
    } catch (error) {
      return error instanceof NoSuchKey ? {} : { fault: faultIn(error) };
    }
  }
}

function faultIn(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function epochIn(text: string, shardId: string): HomeEpoch {
  const parsed = parseManifest(text);
  if ('faults' in parsed) {
    return { unreadable: parsed.faults.join('; ') };
  }
  const { manifest } = parsed;
  return manifest.shardId === shardId
    ? manifest.epoch
    : { unreadable: `the manifest of ${shardId} is that of ${manifest.shardId}` };
}
