import { type CfnResource, Stack } from 'aws-cdk-lib';

/**
 * Returns whether `value`, a rendered property of `user`, refers to `group`, from the same stack or from another.
 *
 * It is to be called at validation, when references across stacks have been replaced by imports.
 */
export function refersToGroup(value: unknown, user: CfnResource, group: CfnResource): boolean {
  if (value === undefined) {
    return false;
  }
  const reference = Stack.of(user).resolve(group.ref);
  const isOtherStack = Stack.of(user) !== Stack.of(group);
  // A stack that imports nothing from the group's stack sees the bare logical id, which may be that of its own resource.
  if (isOtherStack && JSON.stringify(reference) === JSON.stringify(Stack.of(group).resolve(group.ref))) {
    return false;
  }
  return JSON.stringify(value).includes(JSON.stringify(reference));
}
