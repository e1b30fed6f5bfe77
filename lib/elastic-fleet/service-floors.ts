import { Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ServiceFloor } from '../../core/contract';
import type { ServiceScaling } from '../service-scaling/service-scaling';
import { PropertyChecks } from '../validation/property-checks';
import type { FleetFunction } from './fleet-function';

/** A service whose floor the fleet's scaler moves. */
export interface ServiceFloorProps {
  /** The service's scaling. Its ceiling is never raised. */
  readonly scaling: ServiceScaling;

  /** The service's load, read once a minute with the metric's own statistic, e.g. requests with `Sum`. */
  readonly loadMetric: cloudwatch.Metric;

  /** Load in one minute that one task serves, above 0. */
  readonly loadPerTask: number;

  /**
   * Lowest floor.
   *
   * @default 1
   */
  readonly minFloor?: number;

  /** Highest floor, at most the ceiling of `scaling`. */
  readonly maxFloor: number;
}

/** Returns a service's floor as the scaler reads it. @throws FleetConstructError if a number is out of range. */
export function renderServiceFloor(scope: Construct, props: ServiceFloorProps): ServiceFloor {
  const checks = new PropertyChecks(scope);
  checks.integer('minFloor', props.minFloor, { min: 0, max: 5000 });
  checks.integer('maxFloor', props.maxFloor, { min: 1, max: 5000 });
  checks.ordered('minFloor', props.minFloor ?? 1, 'maxFloor', props.maxFloor);
  checks.expect(Token.isUnresolved(props.loadPerTask) || props.loadPerTask > 0, {
    code: 'NumberOutOfRange',
    given: `loadPerTask is ${props.loadPerTask}`,
    accepted: 'a number above 0',
    fix: 'set loadPerTask to the load that one task serves in a minute',
  });
  checks.throwIfAny();
  const { metricStat } = props.loadMetric.toMetricConfig();
  const dimensions = metricStat?.dimensions ?? [];
  return {
    resourceId: props.scaling.resourceId,
    metricNamespace: props.loadMetric.namespace,
    metricName: props.loadMetric.metricName,
    metricDimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, String(value)])),
    statistic: props.loadMetric.statistic,
    loadPerTask: props.loadPerTask,
    minFloor: props.minFloor ?? 1,
    maxFloor: props.maxFloor,
  };
}

/** Lets the scaler read a service's load; metrics have no resources to narrow it to. */
export function grantReadMetrics(scaler: FleetFunction): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee: scaler.function,
    actions: ['cloudwatch:GetMetricData'],
    resourceArns: ['*'],
  });
}

/** Returns the floors as JSON that may hold tokens. */
export function renderServiceFloors(scope: Construct, floors: readonly ServiceFloor[]): string {
  return Stack.of(scope).toJsonString(floors);
}
