import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { ElasticFleet } from '../../../lib';
import { makeForeignStack } from '../support/foreign-stack';
import { actionsOf } from '../support/statements-of';
import { makeFleet, nvmeMachine } from './fixtures';

/** Returns a stack with a fleet that is encrypted with a key of the stack. Either stays by default. */
function makeEncryptedStack(keyPolicy?: RemovalPolicy, dataPolicy?: RemovalPolicy): Stack {
  const stack = new Stack(new App(), 'Encrypted');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  new ElasticFleet(stack, 'Fleet', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: nvmeMachine(),
    maxNodes: 4,
    shardCount: 16,
    encryptionKey: new kms.Key(stack, 'Key', { removalPolicy: keyPolicy }),
    removalPolicy: dataPolicy,
  });
  return stack;
}

const WRITE = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*'];

/** What each may do with the key, in whose name DynamoDB, S3 and SQS use it. */
const KEY_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  FleetScaler: WRITE,
  FleetRebalancer: WRITE,
  FleetLifecycle: WRITE,
  FleetPublisher: WRITE,
  FleetNodes: WRITE,
  FleetParkGuard: ['Decrypt', 'GenerateDataKey*'],
  Router: ['Decrypt'],
  Operator: WRITE,
};

describe('a fleet with a key of its own', () => {
  it('lets everybody use the key for what they read or write, and no more', () => {
    const { stack, fleet } = makeFleet((scope) => ({ encryptionKey: new kms.Key(scope, 'Key') }));
    fleet.grantRead(new iam.Role(stack, 'Router', { assumedBy: new iam.AccountRootPrincipal() }));
    fleet.grantOperate(new iam.Role(stack, 'Operator', { assumedBy: new iam.AccountRootPrincipal() }));
    const template = Template.fromStack(stack);

    const granted = Object.keys(KEY_RIGHTS).map((role) => [role, actionsOf(template, new RegExp(`^${role}`), 'kms')]);
    expect(Object.fromEntries(granted)).toEqual(KEY_RIGHTS);
  });

  it('lets EventBridge of the same account send dead letters', () => {
    Template.fromStack(makeEncryptedStack()).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  it('warns that the policy of an imported key stays as it is', () => {
    const foreign = makeForeignStack();
    const { vpc, key: encryptionKey } = foreign;
    new ElasticFleet(foreign.stack, 'Fleet', {
      vpc,
      machine: nvmeMachine(),
      maxNodes: 4,
      shardCount: 8,
      encryptionKey,
    });
    Annotations.fromStack(foreign.stack).hasWarning('*', Match.stringLikeRegexp('must let events.amazonaws.com use'));
  });

  it('fails when the key goes with its stack and the data stays, which nobody could read any more', () => {
    const synth = () => Template.fromStack(makeEncryptedStack(RemovalPolicy.DESTROY));
    expect(synth).toThrow(
      /KeyGoesBeforeData\] the key 'Encrypted\/Key\/Resource' is deleted .* '.*\/Homes\/Bucket\/Resource'/,
    );
    expect(synth).toThrow(/KeyGoesBeforeData\] .* '.*\/Shards\/Table\/Resource', which it encrypts, stays/);
  });

  it('lets the key go together with the data', () => {
    Template.fromStack(makeEncryptedStack(RemovalPolicy.DESTROY, RemovalPolicy.DESTROY));
  });
});
