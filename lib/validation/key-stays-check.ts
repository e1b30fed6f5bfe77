import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { IValidation } from 'constructs';
import { renderFault } from './fleet-construct-error';

/**
 * Refuses, at synth, a key that is deleted with its stack while the data that it encrypts stays: some days later nobody can read that
 * data any more. Of an imported key nothing is known.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
export class KeyStaysCheck implements IValidation {
  constructor(
    private readonly data: CfnResource,
    private readonly key?: kms.IKey,
  ) {}

  public validate(): string[] {
    const key = this.key?.node.defaultChild;
    if (!(key instanceof kms.CfnKey) || stays(key) || !stays(this.data)) {
      return [];
    }
    const fault = {
      code: 'KeyGoesBeforeData',
      given: `the key '${key.node.path}' is deleted with its stack, and '${this.data.node.path}', which it encrypts, stays`,
      accepted: 'a key that stays with the data',
      fix: 'set removalPolicy of the key to RemovalPolicy.RETAIN, or that of the data to DESTROY if it may go, too',
    };
    return [renderFault(fault)];
  }
}

function stays({ cfnOptions: { deletionPolicy } }: CfnResource): boolean {
  return deletionPolicy === CfnDeletionPolicy.RETAIN || deletionPolicy === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
}
