import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import { ForecastMetric, ForecastMode, ServiceScaling } from '../../../lib/service-scaling';
import { makeScaling, POLICY } from './fixtures';

const MORNING = appscaling.Schedule.cron({ hour: '8', minute: '0' });
const CPU_FORECAST = ForecastMetric.cpuUtilization(60);

function addStepScaling(scaling: ServiceScaling): void {
  scaling.scalableTarget.scaleOnMetric('Steps', {
    metric: new cloudwatch.Metric({ namespace: 'Chat', metricName: 'Open' }),
    scalingSteps: [
      { upper: 100, change: -1 },
      { lower: 500, change: 1 },
    ],
  });
}

/** A policy that does not go by the construct at all. */
function addForeignPolicy(scaling: ServiceScaling): void {
  new appscaling.CfnScalingPolicy(Stack.of(scaling), 'Theirs', {
    policyName: 'theirs',
    policyType: 'StepScaling',
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: scaling.resourceId,
  });
}

describe('a scaler that sets the number of tasks', () => {
  it('needs no target', () => {
    const { stack, scaling } = makeScaling();
    scaling._registerOwner('desired');

    Template.fromStack(stack).resourceCountIs(POLICY, 0);
  });

  it.each<[string, (scaling: ServiceScaling) => void]>([
    ['a tracked target', (scaling) => scaling.trackCpuUtilization({ targetPercent: 60 })],
    ['step scaling', addStepScaling],
    ['a policy that names the service itself', addForeignPolicy],
    [
      'a forecast that scales',
      (scaling) => scaling.scaleOnForecast({ metric: CPU_FORECAST, mode: ForecastMode.FORECAST_AND_SCALE }),
    ],
  ])('refuses %s', (_name, add) => {
    const { stack, scaling } = makeScaling();
    scaling._registerOwner('desired');
    add(scaling);

    expect(() => Template.fromStack(stack)).toThrow(/\[SecondWriter\] 'Test\/.*' sets the number of tasks/);
  });

  it('refuses a schedule', () => {
    const { stack, scaling } = makeScaling();
    scaling._registerOwner('desired');
    scaling.scheduleCapacity('Morning', { schedule: MORNING, minCapacity: 3 });

    expect(() => Template.fromStack(stack)).toThrow(
      /\[SecondFloorWriter\] 'Test\/Scaling\/Target'.*actuator 'desired'/,
    );
  });

  it('may stand beside a forecast that only forecasts', () => {
    const { stack, scaling } = makeScaling();
    scaling._registerOwner('desired');
    scaling.scaleOnForecast({ metric: CPU_FORECAST });

    Template.fromStack(stack).resourceCountIs(POLICY, 1);
  });
});

describe('a scaler that moves the floor', () => {
  it('needs a target', () => {
    const { stack, scaling } = makeScaling();
    scaling._registerOwner('floor');

    expect(() => Template.fromStack(stack)).toThrow(/\[NoTarget\]/);
  });

  it('refuses a schedule', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    scaling._registerOwner('floor');
    scaling.scheduleCapacity('Morning', { schedule: MORNING, minCapacity: 3 });

    expect(() => Template.fromStack(stack)).toThrow(/\[SecondFloorWriter\].*actuator 'floor'/);
  });

  it('may stand beside targets and a forecast that scales', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    scaling.scaleOnForecast({ metric: CPU_FORECAST, mode: ForecastMode.FORECAST_AND_SCALE });
    scaling._registerOwner('floor');

    Template.fromStack(stack).resourceCountIs(POLICY, 2);
  });
});

describe('a scaler that moves the floor and sets the ceiling', () => {
  const ABOVE = { metric: CPU_FORECAST, mode: ForecastMode.FORECAST_AND_SCALE, maxCapacityBufferPercent: 10 };
  const own = (scaling: ServiceScaling) => scaling._registerOwner('floor', true);

  const foresee = (scaling: ServiceScaling) => scaling.scaleOnForecast(ABOVE);

  it.each([
    ['was added before', [foresee, own]],
    ['is added later', [own, foresee]],
  ])('refuses a forecast that goes above the ceiling and %s', (_name, steps) => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    for (const step of steps) {
      step(scaling);
    }

    expect(() => Template.fromStack(stack)).toThrow(/\[SecondCeilingWriter\] 'Test\/Scaling\/Forecast' may go above/);
  });

  it.each([
    ['keeps to the ceiling', { maxCapacityBufferPercent: undefined }],
    ['only forecasts', { mode: ForecastMode.FORECAST_ONLY }],
  ])('may stand beside a forecast that %s', (_name, changes) => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    own(scaling);
    scaling.scaleOnForecast({ ...ABOVE, ...changes });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('leaves the ceiling to a forecast otherwise', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    scaling._registerOwner('floor');
    scaling.scaleOnForecast(ABOVE);

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('without a scaler of the kit', () => {
  it('step scaling on the scalable target is a target', () => {
    const { stack, scaling } = makeScaling();
    addStepScaling(scaling);

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('in another stack than the service', () => {
  it('scales it, and still sees a second writer', () => {
    const { stack, service } = makeScaling();
    stack.node.tryRemoveChild('Scaling');
    const other = new Stack(stack.node.root, 'Other');
    const scaling = new ServiceScaling(other, 'Scaling', { service, maxCapacity: 4 });
    scaling.trackCpuUtilization({ targetPercent: 60, highResolution: true });
    scaling.scheduleCapacity('Morning', { schedule: MORNING, minCapacity: 3 });

    Template.fromStack(other).resourceCountIs(POLICY, 1);
    scaling._registerOwner('desired');
    const validate = () => scaling.node.validate().join(' ');
    expect(validate()).toMatch(/\[SecondWriter\] 'Other\/Scaling\/Cpu\/Resource'.*\[SecondFloorWriter\]/);
  });
});

describe('policies of another stack', () => {
  const steps = { policyName: 'theirs', policyType: 'StepScaling' };
  const dimension = { serviceNamespace: 'ecs', scalableDimension: 'ecs:service:DesiredCount' };

  it.each<[string, (scaling: ServiceScaling) => Partial<appscaling.CfnScalingPolicyProps>]>([
    ['the target', (scaling) => ({ scalingTargetId: scaling.scalableTarget.scalableTargetId })],
    ['the service', (scaling) => ({ resourceId: scaling.resourceId, ...dimension })],
  ])('are refused when they name %s', (_name, named) => {
    const { stack, scaling } = makeScaling();
    scaling._registerOwner('desired');
    new appscaling.CfnScalingPolicy(new Stack(stack.node.root, 'Other'), 'Theirs', { ...steps, ...named(scaling) });

    expect(() => Template.fromStack(stack)).toThrow("[SecondWriter] 'Other/Theirs' sets the number of tasks");
  });

  it('are no concern when they are of a target that only has the same logical id', () => {
    const { stack, scaling } = makeScaling();
    scaling._registerOwner('desired');
    const other = new Stack(stack.node.root, 'Other');
    new appscaling.CfnScalingPolicy(other, 'Theirs', { ...steps, scalingTargetId: 'SameId' });
    new appscaling.CfnScalableTarget(other, 'Same', {
      ...dimension,
      resourceId: 'service/other/other',
      minCapacity: 1,
      maxCapacity: 2,
    }).overrideLogicalId('SameId');
    (scaling.scalableTarget.node.defaultChild as appscaling.CfnScalableTarget).overrideLogicalId('SameId');
    (other.node.findChild('Theirs') as appscaling.CfnScalingPolicy).addPropertyOverride('ScalingTargetId', {
      Ref: 'SameId',
    });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

it('fails when a second scaler is added', () => {
  const { scaling } = makeScaling();
  scaling._registerOwner('floor');

  expect(() => scaling._registerOwner('desired')).toThrow(/\[SecondOwner\] a scaler with actuator 'floor'/);
});
