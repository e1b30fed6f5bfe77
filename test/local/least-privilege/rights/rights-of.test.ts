import { describe, expect, it } from 'vitest';
import { BUCKET, nodeCall, PLACE, TABLE } from '../fixtures';
import { rightsOf } from './rights-of';

const GROUP = 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:';
const SHARDS = { TableName: 'shards' };
const MANIFEST = { Bucket: 'homes', Key: 'homes/s/manifest.json' };

/** What a call takes, as lines. */
function lines(service: string, operation: string, params: object = {}, status = 200): readonly string[] {
  const rights = rightsOf(nodeCall(service, operation, params, status), PLACE);
  return rights.map(({ action, resource }) => `${action} ${resource}`);
}

describe('the rights that a call takes', () => {
  it('are, in a transaction, those of its actions', () => {
    const Actions = ['ConditionCheck CONTROLLER', 'Delete FOLLOW', 'Put FOLLOW', 'Update SHARD'];

    const rights = rightsOf(nodeCall('dynamodb', 'TransactWriteItems', { ...SHARDS, Actions }), PLACE);
    expect(rights.map(({ action, context }) => [action, context['dynamodb:LeadingKeys']])).toEqual([
      ['dynamodb:ConditionCheckItem', ['CONTROLLER']],
      ['dynamodb:DeleteItem', ['FOLLOW']],
      ['dynamodb:PutItem', ['FOLLOW']],
      ['dynamodb:UpdateItem', ['SHARD']],
    ]);
  });

  it('are on the index that a query asks', () => {
    const query = { ...SHARDS, LeadingKeys: ['i-1'] };

    expect(lines('dynamodb', 'Query', query)).toEqual([`dynamodb:Query ${TABLE}`]);
    expect(lines('dynamodb', 'Query', { ...query, IndexName: 'by-actor' })).toEqual([
      `dynamodb:Query ${TABLE}/index/by-actor`,
    ]);
  });

  it('are to list as well where an object is found missing, for S3 tells it only to those who may', () => {
    expect(lines('s3', 'GetObject', MANIFEST)).toEqual([`s3:GetObject ${BUCKET}/${MANIFEST.Key}`]);
    expect(lines('s3', 'GetObject', MANIFEST, 404)).toContain(`s3:ListBucket ${BUCKET}`);
  });

  it.each(['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'])('are to put for %s', (operation) => {
    expect(lines('s3', operation, MANIFEST)).toEqual([`s3:PutObject ${BUCKET}/${MANIFEST.Key}`]);
  });

  it('are told under which condition an object is written', () => {
    const [plain] = rightsOf(nodeCall('s3', 'PutObject', MANIFEST), PLACE);
    const [conditional] = rightsOf(nodeCall('s3', 'PutObject', { ...MANIFEST, IfMatch: '"e"' }), PLACE);

    expect(plain?.context).toMatchObject({ 's3:ObjectCreationOperation': 'true' });
    expect(plain?.context).not.toHaveProperty('s3:if-match');
    expect(conditional?.context).toMatchObject({ 's3:if-match': '"e"' });
  });

  it('are to read as well what is replaced on condition of what it is', () => {
    expect(lines('s3', 'PutObject', { ...MANIFEST, IfMatch: '"e"' })).toContain(
      `s3:GetObject ${BUCKET}/${MANIFEST.Key}`,
    );
    expect(lines('s3', 'PutObject', { ...MANIFEST, IfNoneMatch: '*' })).toHaveLength(1);
  });

  it('are to delete versions where one is named', () => {
    const version = { ...MANIFEST, VersionId: 'v' };
    expect(lines('s3', 'DeleteObject', version)).toEqual([`s3:DeleteObjectVersion ${BUCKET}/${MANIFEST.Key}`]);
  });

  it('are to delete each of many objects', () => {
    expect(lines('s3', 'DeleteObjects', { Bucket: 'homes', Keys: ['a', 'b'] })).toEqual([
      `s3:DeleteObject ${BUCKET}/a`,
      `s3:DeleteObject ${BUCKET}/b`,
    ]);
  });

  it('are on the group whose instance is named', () => {
    const [line] = lines('autoscaling', 'TerminateInstanceInAutoScalingGroup', { InstanceId: 'i-1' });

    expect(line).toMatch(`autoscaling:TerminateInstanceInAutoScalingGroup ${GROUP}`);
    expect(line).toMatch(/autoScalingGroupName\/nodes$/);
  });

  it('are on the default bus where none is named', () => {
    expect(lines('events', 'PutEvents')).toEqual([
      'events:PutEvents arn:aws:events:us-east-1:123456789012:event-bus/default',
    ]);
  });

  it('are asked for where nobody has said them', () => {
    expect(() => lines('dynamodb', 'Scan', SHARDS)).toThrow(
      'node.i-1 called dynamodb Scan, and no file says which rights that takes; add it in test/local/least-privilege/rights/',
    );
  });

  it('are not guessed where the log lacks what they depend on', () => {
    expect(() => lines('dynamodb', 'GetItem', SHARDS)).toThrow('dynamodb GetItem, is logged without LeadingKeys');
    expect(() => lines('s3', 'GetObject', { Bucket: 'homes' })).toThrow('s3 GetObject, is logged without Key');
  });
});
