import { Annotations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { letServiceSend, SEND_ACTIONS } from './service-key-use';

/**
 * Lets the function's role and EventBridge send to a queue encrypted with `key`. Lambda sends dead letters as the role,
 * EventBridge as itself; without these rights the letters are dropped in silence. The condition names no rule, because a
 * rule depends on the function and that on the key.
 *
 * An imported key cannot be changed from here: a warning then says so.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export function allowDeadLetters(scope: Construct, key: kms.IKey, role: iam.IRole): void {
  key.grant(role, ...SEND_ACTIONS);
  if (!letServiceSend(scope, key, 'DeadLettersOfEventBridge', 'events.amazonaws.com')) {
    Annotations.of(scope).addWarningV2(
      'cdk-elastic-fleet:QueueKeyPolicy',
      'The encryption key is imported, so its policy stays as it is. It must let events.amazonaws.com use ' +
        `${SEND_ACTIONS.join(' and ')}, or events that reach no function are dropped: see ` +
        'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
    );
  }
}
