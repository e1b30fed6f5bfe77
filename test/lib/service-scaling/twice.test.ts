import { Template } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { AcceptableBacklog, ForecastMetric } from '../../../lib/service-scaling';
import { makeInsightfulScaling, makeTargetGroup, POLICY, type ScalingFixture } from './fixtures';

const METRIC = new cloudwatch.Metric({ namespace: 'Chat', metricName: 'Open', statistic: 'Sum' });
const acceptableBacklog = AcceptableBacklog.ofMessages(5);
const CASES: [string, string, (fixture: ScalingFixture) => void][] = [
  ['Cpu', 'keep one target', ({ scaling }) => scaling.trackCpuUtilization({ targetPercent: 60 })],
  ['Memory', 'keep one target', ({ scaling }) => scaling.trackMemoryUtilization({ targetPercent: 60 })],
  [
    'Requests',
    'give the target of each target group another policyId',
    ({ stack, vpc, service, scaling }) => {
      const targetGroup = makeTargetGroup(stack, vpc, service, `Balancer${scaling.node.children.length}`);
      scaling.trackRequestsPerTarget({ requestsPerTargetPerMinute: 9, targetGroup });
    },
  ],
  [
    'Backlog',
    'give the target of each queue another policyId',
    ({ stack, scaling }) => {
      const queue = new sqs.Queue(stack, `Queue${scaling.node.children.length}`);
      scaling.trackBacklogPerTask({ queue, acceptableBacklog });
    },
  ],
  ['Open', 'another id', ({ scaling }) => scaling.trackMetricPerTask('Open', { metric: METRIC, targetPerTask: 8 })],
  [
    'Forecast',
    'keep one forecast',
    ({ scaling }) => scaling.scaleOnForecast({ metric: ForecastMetric.cpuUtilization(60) }),
  ],
];

describe('a policy that there is already', () => {
  it.each(CASES)('is refused by its id, %s, and what to do', (id, fix, track) => {
    const fixture = makeInsightfulScaling();
    track(fixture);
    const message = new RegExp(`\\[PolicyExists\\] the service has a policy '${id}' already.*${fix}`, 's');
    expect(() => track(fixture)).toThrow(message);
  });

  it('is beside another of another queue or target group, by its policyId', () => {
    const { stack, vpc, service, scaling } = makeInsightfulScaling();
    for (const policyId of ['First', 'Second']) {
      const targetGroup = makeTargetGroup(stack, vpc, service, `Balancer${policyId}`);
      const queue = new sqs.Queue(stack, `Queue${policyId}`);
      scaling.trackRequestsPerTarget({ requestsPerTargetPerMinute: 9, targetGroup, policyId: `Requests${policyId}` });
      scaling.trackBacklogPerTask({ queue, acceptableBacklog, policyId });
    }
    Template.fromStack(stack).resourceCountIs(POLICY, 4);
  });
});

it('a scheduled action of an id that there is already would replace it, and is refused', () => {
  const { scaling } = makeInsightfulScaling();
  const schedule = Schedule.cron({ hour: '8', minute: '0' });
  scaling.scheduleCapacity('Morning', { schedule, minCapacity: 2 });
  const again = () => scaling.scheduleCapacity('Morning', { schedule, minCapacity: 3 });
  expect(again).toThrow(`[ActionExists] there is a scheduled action 'Morning' already`);
});
