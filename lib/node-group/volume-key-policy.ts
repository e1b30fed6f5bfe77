import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';

const VOLUME_ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:CreateGrant',
  'kms:DescribeKey',
];

/**
 * Lets EC2, on behalf of anyone in the account who may use EC2, encrypt volumes with `key`.
 *
 * Auto Scaling launches instances through its service-linked role, which has no KMS rights of its own; without this
 * statement launches end in a client error. It is the statement of the key that AWS itself manages for EBS, and unlike
 * one that names the role it does not fail in an account where that role does not exist yet.
 *
 * An imported key cannot be changed from here: a warning then says so.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
export function allowVolumeEncryption(scope: IConstruct, key: kms.IKey): void {
  const stack = Stack.of(scope);
  const result = key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: `EncryptVolumesThroughEc2${scope.node.addr.slice(-8)}`,
      principals: [new iam.StarPrincipal()],
      actions: VOLUME_ACTIONS,
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:CallerAccount': stack.account },
        // No page of AWS says which domain KMS gives in China; this takes both.
        StringLike: { 'kms:ViaService': `ec2.${stack.region}.amazonaws.com*` },
      },
    }),
  );
  if (!result.statementAdded) {
    Annotations.of(scope).addWarningV2(
      'cdk-elastic-fleet:VolumeKeyPolicy',
      "The encryption key is imported, so its policy stays as it is. It must let Auto Scaling's service-linked role use " +
        'the key, or no instance starts: see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html',
    );
  }
}
