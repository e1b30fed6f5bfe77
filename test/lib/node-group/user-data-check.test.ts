import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { makeStatefulGroup } from './fixtures';

/** Adds lines of user data, `bytes` together, beside one that only the deployment knows. */
function synthWith(bytes: number): void {
  const { stack, group } = makeStatefulGroup();
  group.addUserData(`echo ${stack.region}`, `echo ${'ü'.repeat(bytes / 2)}`);
  Template.fromStack(stack);
}

describe('the user data of a group', () => {
  it('is refused at synth where EC2 would refuse it', () => {
    expect(() => synthWith(16 * 1024)).toThrow(/\[UserDataTooLong\] the user data has at least \d+ bytes/);
  });

  it('may be long', () => {
    expect(() => synthWith(8 * 1024)).not.toThrow();
  });
});
