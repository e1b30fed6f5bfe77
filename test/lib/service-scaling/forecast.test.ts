import { Duration, Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ForecastMetric, ForecastMode, type ForecastScalingProps } from '../../../lib/service-scaling';
import { makeScaling, makeTargetGroup, POLICY } from './fixtures';

function renderForecast(props: ForecastScalingProps): Template {
  const { stack, scaling } = makeScaling();
  scaling.trackCpuUtilization({ targetPercent: 60 });
  scaling.scaleOnForecast(props);
  return Template.fromStack(stack);
}

describe('a forecast of AWS', () => {
  it('only forecasts unless it is told to scale', () => {
    renderForecast({ metric: ForecastMetric.cpuUtilization(55) }).hasResourceProperties(POLICY, {
      PolicyType: 'PredictiveScaling',
      ScalingTargetId: { Ref: Match.stringLikeRegexp('^ScalingTarget') },
      PredictiveScalingPolicyConfiguration: {
        Mode: 'ForecastOnly',
        SchedulingBufferTime: 300,
        MaxCapacityBreachBehavior: 'HonorMaxCapacity',
        MaxCapacityBuffer: Match.absent(),
        MetricSpecifications: [
          {
            TargetValue: 55,
            PredefinedMetricPairSpecification: {
              PredefinedMetricType: 'ECSServiceCPUUtilization',
              ResourceLabel: Match.absent(),
            },
          },
        ],
      },
    });
  });

  it('scales earlier and above the ceiling if it is told to', () => {
    const template = renderForecast({
      metric: ForecastMetric.memoryUtilization(70),
      mode: ForecastMode.FORECAST_AND_SCALE,
      schedulingBuffer: Duration.minutes(10),
      maxCapacityBufferPercent: 0,
    });

    template.hasResourceProperties(POLICY, {
      PredictiveScalingPolicyConfiguration: {
        Mode: 'ForecastAndScale',
        SchedulingBufferTime: 600,
        MaxCapacityBreachBehavior: 'IncreaseMaxCapacity',
        MaxCapacityBuffer: 0,
        MetricSpecifications: [
          { PredefinedMetricPairSpecification: { PredefinedMetricType: 'ECSServiceMemoryUtilization' } },
        ],
      },
    });
  });

  it('forecasts the requests of a target group', () => {
    const { stack, vpc, service, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    const targetGroup = makeTargetGroup(stack, vpc, service);
    scaling.scaleOnForecast({ metric: ForecastMetric.requestsPerTarget(targetGroup, 900) });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      PredictiveScalingPolicyConfiguration: {
        MetricSpecifications: [
          {
            TargetValue: 900,
            PredefinedMetricPairSpecification: {
              PredefinedMetricType: 'ALBRequestCount',
              ResourceLabel: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/')])] },
            },
          },
        ],
      },
    });
  });

  it('needs a target beside it, since it never scales in', () => {
    const { stack, scaling } = makeScaling();
    scaling.scaleOnForecast({
      metric: ForecastMetric.cpuUtilization(55),
      mode: ForecastMode.FORECAST_AND_SCALE,
    });

    expect(() => Template.fromStack(stack)).toThrow(/\[NoTarget\]/);
  });

  it.each<[string, Omit<ForecastScalingProps, 'metric'>, RegExp]>([
    ['the buffer is an hour', { schedulingBuffer: Duration.hours(1) }, /schedulingBuffer is 3600 s/],
    ['the ceiling may grow by more than double', { maxCapacityBufferPercent: 101 }, /maxCapacityBufferPercent is 101/],
    [
      'the ceiling may grow by parts of a percent',
      { maxCapacityBufferPercent: 0.5 },
      /maxCapacityBufferPercent is 0.5/,
    ],
  ])('fails when %s', (_name, props, message) => {
    const { scaling } = makeScaling();

    expect(() => scaling.scaleOnForecast({ metric: ForecastMetric.cpuUtilization(55), ...props })).toThrow(message);
  });

  it('fails when the target is no percentage', () => {
    const { scaling } = makeScaling();

    expect(() => scaling.scaleOnForecast({ metric: ForecastMetric.cpuUtilization(101) })).toThrow(
      /targetPercent is 101/,
    );
  });

  it('accepts tokens', () => {
    const target = Lazy.number({ produce: () => 44 });

    renderForecast({ metric: ForecastMetric.cpuUtilization(target) }).hasResourceProperties(POLICY, {
      PredictiveScalingPolicyConfiguration: { MetricSpecifications: [{ TargetValue: 44 }] },
    });
  });
});
