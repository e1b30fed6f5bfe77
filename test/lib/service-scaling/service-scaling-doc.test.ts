import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { describe, it } from 'vitest';
import * as examples from './doc-examples';
import { makeInsightfulScaling, POLICY, TARGET } from './fixtures';

const METRIC = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Load', statistic: 'Sum' });

describe('docs/service-scaling.md', () => {
  it('shows native scaling that goes together', () => {
    const { stack, vpc, service } = makeInsightfulScaling();
    stack.node.tryRemoveChild('Scaling');
    const scaling = examples.targets(stack, service);
    examples.backlog(scaling, new sqs.Queue(stack, 'Queue'));
    examples.connections(scaling, new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc }));
    examples.schedule(scaling);
    examples.forecast(scaling);
    examples.steps(scaling, METRIC);

    const template = Template.fromStack(stack);
    // The steps up and down are a policy each.
    template.resourceCountIs(POLICY, 6);
    template.hasResourceProperties(TARGET, { MinCapacity: 2, MaxCapacity: 40 });
  });

  it('shows a floor over 20-second targets', () => {
    const { stack, scaling } = makeInsightfulScaling({ maxCapacity: 40 });
    examples.highResolution(scaling);
    examples.floor(stack, scaling, METRIC);

    Template.fromStack(stack).resourceCountIs(POLICY, 1);
  });

  it('shows a scaler that is the one writer', () => {
    const { stack, service } = makeInsightfulScaling();
    stack.node.tryRemoveChild('Scaling');
    examples.desired(stack, service, METRIC);

    Template.fromStack(stack).resourceCountIs(POLICY, 0);
  });
});
