import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BLUEPRINTS } from '../../examples';

/** Returns the one stack of a blueprint as `cdk synth` makes it. */
export function blueprintStack(name: string): Stack {
  const app = new App();
  BLUEPRINTS[name]?.(app, { disposable: false });
  const [stack, ...more] = app.node.children;
  if (stack === undefined || more.length > 0) {
    throw new Error(`blueprint ${name} has ${more.length + 1} stacks, not one`);
  }
  return stack as Stack;
}

/**
 * Returns a stack's template with asset hashes masked, also in logical ids, which end in a hash of their own, so that a snapshot does
 * not change with every build.
 */
export function maskedTemplate(stack: Stack): unknown {
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  return JSON.parse(text.replace(/[0-9a-f]{64}([0-9A-F]{8}\b)?/g, '<hash>'));
}
