import type { LoggedCall } from '../../../../local/laws/call-log';
import { list, parameter, type Right, type RightsOfCall } from './right';

/** Against AWS all clients speak TLS; the local cloud is plain HTTP. */
const TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const NOT_FOUND = 404;

/**
 * Rights by operation on buckets and objects.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const S3_RIGHTS: Readonly<Record<string, RightsOfCall>> = {
  GetObject: reading,
  HeadObject: reading,
  PutObject: putting,
  CreateMultipartUpload: (call) => [writing(call, false)],
  UploadPart: (call) => [writing(call, false)],
  CompleteMultipartUpload: (call) => [writing(call, true)],
  AbortMultipartUpload: (call) => [onObject('s3:AbortMultipartUpload', call)],
  ListParts: (call) => [onObject('s3:ListMultipartUploadParts', call)],
  DeleteObject: (call) => [
    onObject(call.params?.VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', call),
  ],
  DeleteObjects: (call) => list(call, 'Keys').map((key) => onObject('s3:DeleteObject', call, key)),
  ListObjectsV2: (call) => [listing('s3:ListBucket', call)],
  GetBucketVersions: (call) => [listing('s3:ListBucketVersions', call)],
};

/**
 * That an object is missing, S3 tells only those who may list the bucket; others hear 403.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
function reading(call: LoggedCall): readonly Right[] {
  const action = call.params?.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const right = onObject(action, call);
  return call.status === NOT_FOUND ? [right, listing('s3:ListBucket', call)] : [right];
}

/**
 * Who replaces an object on condition of what it is must be allowed to read it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function putting(call: LoggedCall): readonly Right[] {
  const right = writing(call, true);
  return call.params?.IfMatch === undefined ? [right] : [right, onObject('s3:GetObject', call)];
}

/**
 * Only a request that makes the object tells its conditions; the parts before it do not.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
function writing(call: LoggedCall, createsObject: boolean): Right {
  const { IfMatch, IfNoneMatch } = call.params ?? {};
  const right = onObject('s3:PutObject', call);
  const context = {
    ...right.context,
    's3:ObjectCreationOperation': String(createsObject),
    ...(IfMatch === undefined ? {} : { 's3:if-match': String(IfMatch) }),
    ...(IfNoneMatch === undefined ? {} : { 's3:if-none-match': String(IfNoneMatch) }),
  };
  return { ...right, context };
}

function onObject(action: string, call: LoggedCall, key = parameter(call, 'Key')): Right {
  return { action, resource: `${bucketArn(call)}/${key}`, context: TLS };
}

function listing(action: string, call: LoggedCall): Right {
  const prefix = call.params?.Prefix;
  const context = prefix === undefined ? TLS : { ...TLS, 's3:prefix': String(prefix) };
  return { action, resource: bucketArn(call), context };
}

function bucketArn(call: LoggedCall): string {
  return `arn:aws:s3:::${parameter(call, 'Bucket')}`;
}
