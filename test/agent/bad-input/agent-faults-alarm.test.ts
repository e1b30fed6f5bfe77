import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as errors from '../../../agent/errors';
import { Metric } from '../../../core/contract/metrics';
import { FleetAlarms } from '../../../lib/elastic-fleet/fleet-alarms';

const ROOT = path.join(__dirname, '..', '..', '..');

describe('the faults of agents', () => {
  it('raise an alarm when they last a quarter of an hour', () => {
    const stack = new Stack(new App());
    new FleetAlarms(stack, 'Alarms', { fleetName: 'orders', functions: [], flushAfter: Duration.minutes(1) });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'orders-AgentFaults',
      MetricName: Metric.AGENT_FAULTS,
      Statistic: 'Maximum',
      Threshold: 1,
      DatapointsToAlarm: 15,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  it('are all explained in docs/agent.md', () => {
    const guide = readFileSync(path.join(ROOT, 'docs', 'agent.md'), 'utf8');
    const named = Object.keys(errors).filter((name) => name !== 'AgentError');
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  });
});
