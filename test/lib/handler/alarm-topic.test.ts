import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import type { ElasticFleet } from '../../../lib';
import { makeFleet } from '../elastic-fleet/fixtures';

const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const BY_ALARMS = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};

/** Returns a fleet whose alarms notify the topic. */
function makeAlarmed(makeTopic: (scope: Stack) => sns.Topic): { stack: Stack; fleet: ElasticFleet; topic: sns.Topic } {
  const topics: sns.Topic[] = [];
  const fixture = makeFleet((scope) => {
    topics.push(makeTopic(scope));
    return { alarmTopic: topics[0] };
  });
  return { ...fixture, topic: topics[0] as sns.Topic };
}

describe('the topic of alarms', () => {
  it('takes them still when a rule publishes there, too, whose policy replaces the one of SNS', () => {
    const { stack, fleet, topic } = makeAlarmed((scope) => new sns.Topic(scope, 'Pages'));
    fleet.onScalingDecision('Tell', { target: new targets.SnsTopic(topic) });

    const [policy, ...others] = Object.values(Template.fromStack(stack).findResources('AWS::SNS::TopicPolicy'));
    expect(others).toEqual([]);
    const byAlarms = { ...BY_ALARMS, Action: 'sns:Publish', Resource: { Ref: expect.stringContaining('Pages') } };
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(expect.objectContaining(byAlarms));
  });

  it('is left to the policy of SNS where nothing replaces it', () => {
    const { stack } = makeAlarmed((scope) => new sns.Topic(scope, 'Pages'));

    Template.fromStack(stack).resourceCountIs('AWS::SNS::TopicPolicy', 0);
  });

  it('takes them when it is encrypted: the key lets alarms use it', () => {
    const { stack } = makeAlarmed((scope) => {
      return new sns.Topic(scope, 'Pages', { masterKey: new kms.Key(scope, 'Key') });
    });

    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ ...BY_ALARMS, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' }),
        ]),
      },
    });
  });

  it('warns that the policy of an imported key stays as it is', () => {
    const { stack } = makeAlarmed((scope) => {
      return new sns.Topic(scope, 'Pages', { masterKey: kms.Key.fromKeyArn(scope, 'Key', KEY_ARN) });
    });

    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('must let cloudwatch.amazonaws.com use'));
  });
});
