import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { TieredBucket } from '../../../lib/tiered-bucket';

function makeBucket(): { stack: Stack; tiered: TieredBucket } {
  const stack = new Stack(new App(), 'Test');
  return { stack, tiered: new TieredBucket(stack, 'Store') };
}

const MOVE_AT_ONCE: s3.LifecycleRule[] = [
  { transitions: [{ storageClass: s3.StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(0) }] },
];

/** A stack with homes in a bucket that archives, within Intelligent-Tiering, what is not read. */
function withTiering(prefix: string | undefined, lifecycleRules: s3.LifecycleRule[], tags: s3.Tag[] = []): Stack {
  const stack = new Stack(new App(), 'Test');
  const intelligentTieringConfigurations = [{ name: 'cold', prefix, tags, archiveAccessTierTime: Duration.days(90) }];
  const bucket = new s3.Bucket(stack, 'Theirs', { intelligentTieringConfigurations, lifecycleRules });
  TieredBucket.fromBucket(stack, 'Store', bucket);
  return stack;
}

describe('rules that take homes away by age are refused at synth', () => {
  it.each([
    ['a rule for the whole bucket', undefined],
    ['a rule for the homes', 'homes/'],
    ['a rule for some homes', 'homes/7'],
  ])('when %s moves them to Glacier', (_name, prefix) => {
    const { stack, tiered } = makeBucket();
    tiered.bucket.addLifecycleRule({
      id: 'cheaper',
      prefix,
      transitions: [{ storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(30) }],
    });

    expect(() => Template.fromStack(stack)).toThrow(/HomesLeaveMillisecondClasses\] lifecycle rule 'cheaper'/);
  });

  it('when their old versions move to Glacier, which a restore reads', () => {
    const stack = new Stack(new App(), 'Test');
    const noncurrentVersionTransitions = [
      { storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(1) },
      { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(1) },
    ];
    const bucket = new s3.Bucket(stack, 'Theirs', { lifecycleRules: [{ id: 'old', noncurrentVersionTransitions }] });
    TieredBucket.fromBucket(stack, 'Store', bucket);

    expect(() => Template.fromStack(stack)).toThrow(
      /HomesLeaveMillisecondClasses\] lifecycle rule 'old' moves old versions of homes to GLACIER\./,
    );
  });

  it('when the bucket was made elsewhere in the app', () => {
    const stack = new Stack(new App(), 'Test');
    const bucket = new s3.Bucket(stack, 'Theirs', { lifecycleRules: [{ id: 'tidy', expiration: Duration.days(90) }] });
    TieredBucket.fromBucket(stack, 'Store', bucket);

    expect(() => Template.fromStack(stack)).toThrow(/HomesExpire\] lifecycle rule 'tidy'/);
  });

  it('when they expire', () => {
    const { stack, tiered } = makeBucket();
    tiered.bucket.addLifecycleRule({ id: 'tidy', expiration: Duration.days(365) });

    expect(() => Template.fromStack(stack)).toThrow(/HomesExpire\] lifecycle rule 'tidy'/);
  });

  it('when Intelligent-Tiering archives what a rule moves there', () => {
    const stack = withTiering(undefined, MOVE_AT_ONCE);

    expect(() => Template.fromStack(stack)).toThrow(/HomesLeaveMillisecondClasses\].*'cold'/);
  });

  it('when Intelligent-Tiering archives old versions that a rule moves there', () => {
    const { INTELLIGENT_TIERING: storageClass } = s3.StorageClass;
    const noncurrentVersionTransitions = [{ storageClass, transitionAfter: Duration.days(1) }];
    const stack = withTiering(undefined, [{ noncurrentVersionTransitions }]);

    expect(() => Template.fromStack(stack)).toThrow(/HomesLeaveMillisecondClasses\].*'cold'/);
  });

  it.each([
    ['something else', 'logs/', MOVE_AT_ONCE],
    ['what is put there, and no rule moves homes', undefined, []],
  ])('but not when Intelligent-Tiering archives %s', (_name, prefix, rules) => {
    const stack = withTiering(prefix, rules);

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('but not when the class answers within milliseconds', () => {
    const { stack, tiered } = makeBucket();
    tiered.bucket.addLifecycleRule({
      transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(90) }],
    });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('but not when the rule asks for tags, of which homes have none', () => {
    const { stack, tiered } = makeBucket();
    tiered.bucket.addLifecycleRule({ tagFilters: { kind: 'report' }, expiration: Duration.days(30) });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('but not when Intelligent-Tiering archives what has tags', () => {
    const stack = withTiering(undefined, MOVE_AT_ONCE, [{ key: 'kind', value: 'report' }]);

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('but not when the rule covers something else', () => {
    const { stack, tiered } = makeBucket();
    tiered.bucket.addLifecycleRule({ prefix: 'logs/', expiration: Duration.days(30) });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
