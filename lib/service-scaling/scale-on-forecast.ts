import { Names } from 'aws-cdk-lib';
import { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import { PropertyChecks } from '../validation/property-checks';
import { ForecastMode, type ForecastScalingProps } from './forecast-scaling-props';
import { expectNew } from './scaling-checks';
import type { ScalingContext } from './scaling-context';

/** Shorter than the hour that one value of the forecast stands for. */
const LONGEST_BUFFER_SECONDS = 3599;

/**
 * Adds AWS's predictive policy.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredictiveScalingPolicyConfiguration.html
 */
export function scaleOnForecast(context: ScalingContext, props: ForecastScalingProps): CfnScalingPolicy {
  const checks = new PropertyChecks(context.construct);
  expectNew(checks, context.construct, 'Forecast', 'keep one forecast');
  props.metric._check(checks);
  checks.duration('schedulingBuffer', props.schedulingBuffer, { min: 0, max: LONGEST_BUFFER_SECONDS });
  checks.integer('maxCapacityBufferPercent', props.maxCapacityBufferPercent, { min: 0, max: 100 });
  checks.throwIfAny();
  const mayGoAbove = props.maxCapacityBufferPercent !== undefined;
  return new CfnScalingPolicy(context.construct, 'Forecast', {
    policyName: `${Names.uniqueResourceName(context.construct, { maxLength: 200 })}Forecast`,
    policyType: 'PredictiveScaling',
    scalingTargetId: context.target.scalableTargetId,
    predictiveScalingPolicyConfiguration: {
      metricSpecifications: [props.metric._render()],
      mode: props.mode ?? ForecastMode.FORECAST_ONLY,
      schedulingBufferTime: props.schedulingBuffer?.toSeconds() ?? 300,
      maxCapacityBreachBehavior: mayGoAbove ? 'IncreaseMaxCapacity' : 'HonorMaxCapacity',
      maxCapacityBuffer: props.maxCapacityBufferPercent,
    },
  });
}
