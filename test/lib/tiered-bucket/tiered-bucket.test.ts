import { App, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { TieredBucket, type TieredBucketProps } from '../../../lib/tiered-bucket';
import { makeForeignStack } from '../support/foreign-stack';
import { actionsOf, statementsOf } from '../support/statements-of';

const BUCKET = 'AWS::S3::Bucket';

function makeBucket(props: TieredBucketProps = {}): { stack: Stack; tiered: TieredBucket } {
  const stack = new Stack(new App(), 'Test');
  return { stack, tiered: new TieredBucket(stack, 'Store', props) };
}

function addReader(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
}

describe('a TieredBucket', () => {
  it('moves archived objects of at least 128 KiB to Glacier and on to Deep Archive', () => {
    const { stack } = makeBucket({ glacierAfter: Duration.days(7), deepArchiveAfter: Duration.days(97) });

    Template.fromStack(stack).hasResourceProperties(BUCKET, {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            Prefix: 'archive/',
            ObjectSizeGreaterThan: 131_071,
            Transitions: [
              { StorageClass: 'GLACIER', TransitionInDays: 7 },
              { StorageClass: 'DEEP_ARCHIVE', TransitionInDays: 97 },
            ],
          }),
        ]),
      },
    });
  });

  it('keeps versions, and expires old ones and unfinished uploads', () => {
    const { stack } = makeBucket();

    Template.fromStack(stack).hasResourceProperties(BUCKET, {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          }),
        ]),
      },
    });
  });

  it('is closed to the public and refuses requests without TLS', () => {
    const { stack } = makeBucket();

    const template = Template.fromStack(stack);
    template.hasResourceProperties(BUCKET, {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('refuses to write a manifest or the head of the map without a condition', () => {
    const { stack } = makeBucket();

    Template.fromStack(stack).hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:PutObject',
            Resource: [
              { 'Fn::Join': ['', [Match.anyValue(), '/homes/*/manifest.json']] },
              { 'Fn::Join': ['', [Match.anyValue(), '/map/head.json']] },
            ],
            Condition: {
              Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' },
              Bool: { 's3:ObjectCreationOperation': 'true' },
            },
          }),
        ]),
      },
    });
  });

  it('is retained by default', () => {
    const { stack } = makeBucket();

    Template.fromStack(stack).hasResource(BUCKET, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('goes with its stack, objects included, only where both are asked for', () => {
    const { stack } = makeBucket({ removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });

    const template = Template.fromStack(stack);
    template.hasResource(BUCKET, { DeletionPolicy: 'Delete' });
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
  });

  it('encrypts with a given key through a bucket key', () => {
    const stack = new Stack(new App(), 'Test');
    new TieredBucket(stack, 'Store', { encryptionKey: new kms.Key(stack, 'Key') });

    Template.fromStack(stack).hasResourceProperties(BUCKET, {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
        ],
      },
    });
  });

  it.each([
    [undefined, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])('keeps its policy when it stays: removal policy %s', (removalPolicy, expected) => {
    const template = Template.fromStack(makeBucket({ removalPolicy }).stack);

    template.hasResource(BUCKET, { DeletionPolicy: expected });
    template.hasResource('AWS::S3::BucketPolicy', { DeletionPolicy: expected, UpdateReplacePolicy: expected });
  });

  const READ_WRITE = ['AbortMultipartUpload', 'GetObject', 'PutObject'];

  it.each([
    ['grantHomesRead', { '/homes/*': ['GetObject'] }],
    ['grantManifestsRead', { '/homes/*/manifest.json': ['GetObject'] }],
    ['grantHomesReadWrite', { '/homes/*': READ_WRITE, '/homes/*/*/*': ['DeleteObject'] }],
    [
      'grantHomesRestore',
      {
        '/homes/*': ['AbortMultipartUpload', 'GetObject', 'GetObjectVersion', 'PutObject'],
        '/homes/*/*/*': ['DeleteObject', 'DeleteObjectVersion'],
      },
    ],
    ['grantMapRead', { '/map/*': ['GetObject'] }],
    ['grantMapReadWrite', { '/map/*': ['DeleteObject', 'GetObject', 'PutObject'] }],
    ['grantArchiveRead', { '/archive/*': ['GetObject', 'RestoreObject'] }],
    [
      'grantArchiveReadWrite',
      { '/archive/*': ['AbortMultipartUpload', 'DeleteObject', 'GetObject', 'PutObject', 'RestoreObject'] },
    ],
  ] as const)('%s grants these actions on these objects, and no more', (grant, expected) => {
    const { stack, tiered } = makeBucket();
    tiered[grant](addReader(stack));

    const granted: Record<string, string[]> = {};
    for (const { actions, resources } of statementsOf(Template.fromStack(stack), /^Reader/)) {
      const [pattern] = /\/[^"]+/.exec(resources.join()) ?? [];
      if (pattern) {
        granted[pattern] = [...(granted[pattern] ?? []), ...actions.map((action) => action.slice('s3:'.length))].sort();
      }
    }
    expect(granted).toEqual(expected);
  });

  it('grants old versions of homes only for restoring them', () => {
    const { stack, tiered } = makeBucket();
    tiered.grantHomesReadWrite(addReader(stack));
    const other = makeBucket();
    other.tiered.grantHomesRestore(addReader(other.stack));

    const working = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const restoring = JSON.stringify(Template.fromStack(other.stack).findResources('AWS::IAM::Policy'));
    expect(working).not.toMatch(/s3:\w+Version/);
    expect(restoring).toContain('s3:GetObjectVersion');
    expect(restoring).toContain('s3:ListBucketVersions');
  });

  it('grants undeleting data, not manifests, for restoring homes', () => {
    const { stack, tiered } = makeBucket();
    tiered.grantHomesRestore(addReader(stack));

    const undeleting = statementsOf(Template.fromStack(stack), /^Reader/).filter(({ actions }) =>
      actions.includes('s3:DeleteObjectVersion'),
    );
    expect(undeleting.map(({ resources }) => resources)).toEqual([[expect.stringContaining('/homes/*/*/*')]]);
  });

  it.each(['grantHomesRead', 'grantManifestsRead', 'grantMapRead', 'grantArchiveRead'] as const)(
    '%s grants no encrypting',
    (grant) => {
      const stack = new Stack(new App(), 'Test');
      const tiered = new TieredBucket(stack, 'Store', { encryptionKey: new kms.Key(stack, 'Key') });
      tiered[grant](addReader(stack));

      expect(actionsOf(Template.fromStack(stack), /^Reader/, 'kms')).toEqual(['Decrypt']);
    },
  );
});

describe('property checks of a TieredBucket', () => {
  it('fail when the transitions are closer than what Glacier bills', () => {
    expect(() => makeBucket({ glacierAfter: Duration.days(30), deepArchiveAfter: Duration.days(100) })).toThrow(
      /TransitionsTooClose\] glacierAfter is Duration.days\(30\) and deepArchiveAfter is Duration.days\(100\)/,
    );
  });

  it('fail when objects shall be deleted with a bucket that stays', () => {
    expect(() => makeBucket({ autoDeleteObjects: true })).toThrow(/AutoDeleteWithoutDestroy/);
  });

  it('fail when a snapshot is to be taken of it, which does not exist', () => {
    expect(() => makeBucket({ removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(
      /NoSnapshots.*set removalPolicy to Rem/,
    );
  });

  it('fail when a time is not in whole days', () => {
    expect(() => makeBucket({ noncurrentVersionExpiration: Duration.hours(12) })).toThrow(/is 0.5 days/);
    expect(() => makeBucket({ glacierAfter: Duration.millis(1500) })).toThrow(/\[DurationOutOfRange\] glacierAfter is/);
  });

  it('accept a day', () => {
    expect(() => makeBucket({ noncurrentVersionExpiration: Duration.days(1) })).not.toThrow();
  });

  it('accept tokens', () => {
    const days = Lazy.number({ produce: () => 200 });

    expect(() => makeBucket({ deepArchiveAfter: Duration.days(days) })).not.toThrow();
  });
});

describe('in a foreign stack', () => {
  it('works with an imported key', () => {
    const { stack, key } = makeForeignStack();
    new TieredBucket(stack, 'Store', { encryptionKey: key });

    Template.fromStack(stack).hasResourceProperties(BUCKET, {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { KMSMasterKeyID: key.keyArn } },
        ],
      },
    });
  });

  it('grants on an imported bucket and changes nothing of it', () => {
    const { stack, bucket } = makeForeignStack();
    const tiered = TieredBucket.fromBucket(stack, 'Store', bucket);
    tiered.grantHomesRead(addReader(stack));

    const template = Template.fromStack(stack);
    template.resourceCountIs(BUCKET, 0);
    template.resourceCountIs('AWS::S3::BucketPolicy', 0);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('their-bucket/homes/*');
  });

  it('warns that a bucket of the app keeps no versions', () => {
    const stack = new Stack(new App(), 'Test');
    TieredBucket.fromBucket(stack, 'Kept', new s3.Bucket(stack, 'WithVersions', { versioned: true }));
    TieredBucket.fromBucket(stack, 'Lost', new s3.Bucket(stack, 'Without'));

    const warnings = Annotations.fromStack(stack);
    warnings.hasWarning('/Test/Lost', Match.stringLikeRegexp("'Test/Without/Resource' keeps no versions"));
    warnings.hasNoWarning('/Test/Kept', Match.anyValue());
  });

  it('fails when the key of a bucket that stays goes with its stack', () => {
    const stack = new Stack(new App(), 'Test');
    const encryptionKey = new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
    TieredBucket.fromBucket(stack, 'Homes', new s3.Bucket(stack, 'Theirs', { encryptionKey, versioned: true }));

    expect(() => Template.fromStack(stack)).toThrow(/KeyGoesBeforeData\] .* 'Test\/Theirs\/Resource', which/);
  });
});
