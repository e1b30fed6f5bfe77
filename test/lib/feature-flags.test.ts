import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { describe, expect, it } from 'vitest';
import { buildConstructsStack } from '../local/apps/constructs-app';

/** Types whose properties are this library's promise, whatever flags a user has set. */
const PROMISED = [
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::ECS::CapacityProvider',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ApplicationAutoScaling::ScalableTarget',
];

function synthesize(context: Record<string, unknown>): Template {
  return Template.fromStack(buildConstructsStack(new App({ context }), 'Constructs'));
}

function propertiesOf(template: Template, type: string): unknown[] {
  return Object.values(template.findResources(type)).map((resource) => resource.Properties);
}

describe('feature flags', () => {
  const without = synthesize({});
  const withAll = synthesize({ ...recommendedFlags, '@aws-cdk/core:validateAgainstDefaultRules': true });

  it('never bring a launch configuration', () => {
    without.resourceCountIs('AWS::AutoScaling::LaunchConfiguration', 0);
    withAll.resourceCountIs('AWS::AutoScaling::LaunchConfiguration', 0);
  });

  it.each(PROMISED)('leave %s as it is', (type) => {
    const before = propertiesOf(without, type);

    expect(before.length).toBeGreaterThan(0);
    expect(propertiesOf(withAll, type)).toEqual(before);
  });
});
