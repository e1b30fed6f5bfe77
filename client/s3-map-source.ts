import { MAP_HEAD_KEY, MAP_PREFIX } from '../core/contract/object-keys';
import { MapSourceError, MissingSdkError } from './errors';
import type { MapSource } from './map-source';

/** An `S3Client` of `@aws-sdk/client-s3`, as far as it matters here. */
export interface S3ClientLike {
  send(command: never, options?: never): Promise<unknown>;
}

/** Which bucket holds the map, and how to reach it. */
export interface S3MapLocation {
  /** Name of the bucket that holds the fleet's homes and map. */
  readonly bucket: string;
  /** Client to read with; @default - one is made, and destroyed on close */
  readonly client?: S3ClientLike;
  /** Region of the bucket; ignored when a client is given. @default - the SDK's own: environment, profile */
  readonly region?: string;
}

type Sdk = typeof import('@aws-sdk/client-s3');
type Client = import('@aws-sdk/client-s3').S3Client;

/**
 * Returns the map in a bucket. Reading it takes `s3:GetObject` on `map/*`, and `s3:ListBucket` on the bucket, without
 * which S3 answers 403 where nothing is published yet.
 * @throws MissingSdkError when `@aws-sdk/client-s3` is not installed.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export async function s3MapSource(location: S3MapLocation): Promise<MapSource> {
  const sdk = await loadSdk();
  const own = location.client === undefined ? new sdk.S3Client({ region: location.region }) : undefined;
  const client = own ?? (location.client as unknown as Client);
  const get = (key: string, signal: AbortSignal, knownTag?: string) =>
    getObject(sdk, client, { bucket: location.bucket, key, signal, knownTag });
  return {
    async readHead(knownTag, signal) {
      return get(MAP_HEAD_KEY, signal, knownTag);
    },
    async read(key, signal) {
      const answer = await get(key, signal);
      return answer.kind === 'found' ? answer.text : undefined;
    },
    close: () => own?.destroy(),
  };
}

/** Loaded when it is needed: whoever brings a source of his own needs no SDK. */
async function loadSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (cause) {
    throw new MissingSdkError(
      'the shard map is read from S3 with @aws-sdk/client-s3, which cannot be loaded. Install it, or give a source.',
      { cause },
    );
  }
}

interface ObjectRequest {
  readonly bucket: string;
  readonly key: string;
  readonly signal: AbortSignal;
  readonly knownTag?: string;
}

async function getObject(sdk: Sdk, client: Client, { bucket, key, signal, knownTag }: ObjectRequest) {
  try {
    const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key, IfNoneMatch: knownTag });
    const reply = await client.send(command, { abortSignal: signal });
    return { kind: 'found', text: (await reply.Body?.transformToString()) ?? '', tag: reply.ETag ?? '' } as const;
  } catch (error) {
    const { name, status, text } = describeFailure(error);
    if (status === 304) {
      return { kind: 'unchanged' } as const;
    }
    if (name === 'NoSuchKey') {
      return { kind: 'missing' } as const;
    }
    throw new MapSourceError(`s3://${bucket}/${key} cannot be read: ${text}${hintOf(status)}`, { cause: error });
  }
}

interface Failure {
  readonly name: string;
  readonly status: number | undefined;
  /** What S3 has answered has a name that says it all; a connection fails with a bare `Error`. */
  readonly text: string;
}

function describeFailure(error: unknown): Failure {
  const failure = error as { readonly name?: string; readonly $metadata?: { readonly httpStatusCode?: number } };
  const name = failure.name ?? String(error);
  const status = failure.$metadata?.httpStatusCode;
  return { name, status, text: status === undefined ? String(error) : name };
}

function hintOf(status: number | undefined): string {
  return status === 403
    ? `. It takes s3:GetObject on ${MAP_PREFIX}*, and s3:ListBucket on the bucket to tell that nothing is published.`
    : '';
}
