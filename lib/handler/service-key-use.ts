import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** What it takes to send to a queue or topic that is encrypted. */
export const SEND_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/**
 * Lets a service of AWS send, for the account, to what is encrypted with `key`. Returns whether it did: an imported key cannot be changed
 * from here.
 *
 * @param sid of the key policy's statement
 * @param service e.g. `events.amazonaws.com`
 */
export function letServiceSend(scope: Construct, key: kms.IKey, sid: string, service: string): boolean {
  const result = key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid,
      principals: [new iam.ServicePrincipal(service)],
      actions: SEND_ACTIONS,
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return result.statementAdded;
}
