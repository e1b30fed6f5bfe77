import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { ElasticFleet } from '../../../lib';
import { makeForeignStack } from '../support/foreign-stack';
import { nvmeMachine } from './fixtures';

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

/** Actions on keys that the policies of a role grant. */
function keyActionsOf(template: Template, role: RegExp): readonly string[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => role.test(id));
  const statements = policies.flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
  const actions: string[] = statements.flatMap((statement) => statement.Action);
  return actions.filter((action) => action.startsWith('kms:'));
}

describe('a fleet with a key of its own', () => {
  for (const role of [/FleetScalerRole/, /FleetRebalancerRole/, /FleetLifecycleRole/, /FleetNodesRole/]) {
    it(`lets ${role.source} use the key, in whose name DynamoDB does`, () => {
      const actions = keyActionsOf(Template.fromStack(makeEncryptedStack()), role);
      expect(actions).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey']));
    });
  }

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
