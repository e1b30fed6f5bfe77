import { Annotations, Aspects, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { letServiceSend, SEND_ACTIONS } from './service-key-use';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

/**
 * Lets alarms publish to their topic; without that right they ring and nobody hears of it. They have it by the policy that SNS gives a topic,
 * until another one replaces that, e.g. because a rule publishes there, too; and to encrypt they have none.
 *
 * An imported key, or that of SNS itself, cannot be changed from here: a warning then says so.
 *
 * @see https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
export function letAlarmsPublish(scope: Construct, topic: sns.ITopic): void {
  const statement = new iam.PolicyStatement({
    sid: 'AlarmsOfCloudWatch',
    principals: [new iam.ServicePrincipal(CLOUDWATCH)],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
  Aspects.of(topic).add({
    visit: (node) => {
      if (node instanceof sns.TopicPolicy) {
        node.document.addStatements(statement);
      }
    },
  });
  if (topic.masterKey && !letServiceSend(scope, topic.masterKey, 'AlarmsOfCloudWatch', CLOUDWATCH)) {
    Annotations.of(scope).addWarningV2(
      'cdk-elastic-fleet:AlarmTopicKeyPolicy',
      `The key of the alarms' topic is imported, so its policy stays as it is. It must let ${CLOUDWATCH} use ` +
        `${SEND_ACTIONS.join(' and ')}, or alarms notify nobody: see ` +
        'https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger',
    );
  }
}
