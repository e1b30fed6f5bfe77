import { type CfnResource, Stack } from 'aws-cdk-lib';
import { renderResource } from '../synth/rendered-resource';
import { isSeenFrom } from '../synth/stack-reference';

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
  const isSeen = isSeenFrom(Stack.of(user), Stack.of(group), group.ref);
  const isReferred = isSeen && JSON.stringify(value).includes(JSON.stringify(reference));
  return isReferred || isNamed(value, user, group);
}

/** A group with a name of ours can also be imported by it; plans and ARNs have the name after a slash. */
function isNamed(value: unknown, user: CfnResource, group: CfnResource): boolean {
  const name = renderResource(group).Properties?.AutoScalingGroupName;
  if (typeof name !== 'string' || Stack.of(user).environment !== Stack.of(group).environment) {
    return false;
  }
  const text = JSON.stringify(value);
  return text.includes(JSON.stringify(name)) || text.includes(`/${name}"`);
}
