import { Stack, Token } from 'aws-cdk-lib';
import type * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricSource, ScaledService } from '../../core/contract/scaled-service';
import { metricsOf } from '../../core/service-scaling/parse-scaled-service';
import type { ServiceScaling } from '../service-scaling/service-scaling';
import { PropertyChecks } from '../validation/property-checks';
import { type ScaledServiceProps, ScalerActuator } from './service-scaler-props';

/** Returns a service as the scaler reads it. @throws FleetConstructError with every fault. */
export function renderService(scope: Construct, props: ScaledServiceProps): ScaledService {
  const policy = props.policy._render();
  const checks = new PropertyChecks(scope);
  const wanted = metricsOf(policy);
  const given = Object.keys(props.metrics);
  checkNames(
    checks,
    'metrics lack',
    wanted.filter((name) => !given.includes(name)),
    'every metric that a rule names',
  );
  checkNames(
    checks,
    'metrics hold',
    given.filter((name) => !wanted.includes(name)),
    'metrics that some rule names',
  );
  const empty = props.metricsEmptyAtZero ?? [];
  checkNames(
    checks,
    'metricsEmptyAtZero holds',
    empty.filter((name) => !given.includes(name)),
    'names in metrics',
  );
  checkMath(checks, props.metrics);
  checkScaling(checks, Stack.of(scope), Stack.of(props.scaling));
  checkPlace(checks, Stack.of(scope), props.metrics);
  const { minCapacity, maxCapacity } = boundsOf(props.scaling);
  checks.ordered("the scaling's minCapacity", minCapacity, "the policy's leastUnits", policy.leastUnits);
  checks.ordered("the policy's mostUnits", policy.mostUnits, "the scaling's maxCapacity", maxCapacity);
  checks.throwIfAny();
  return {
    resourceId: props.scaling.resourceId,
    actuator: props.actuator ?? ScalerActuator.FLOOR,
    metrics: Object.fromEntries(
      Object.entries(props.metrics).map(([name, metric]) => [name, toSource(metric, empty.includes(name))]),
    ),
    policy,
  };
}

function checkNames(checks: PropertyChecks, what: string, names: readonly string[], accepted: string): void {
  checks.expect(names.length === 0, {
    code: 'MetricNames',
    given: `${what} ${names.join(', ')}`,
    accepted,
    fix: 'give metrics under the names that the rules of the policy use, and no others',
  });
}

/** A type of TypeScript's says so, too, but not to users of other languages. */
function checkMath(checks: PropertyChecks, metrics: { readonly [name: string]: cloudwatch.Metric }): void {
  const maths = Object.entries(metrics).filter(([, metric]) => metric.toMetricConfig().metricStat === undefined);
  checkNames(
    checks,
    'metrics hold, as an expression,',
    maths.map(([name]) => name),
    'metrics that are no expressions',
  );
}

/** The scaler asks where it runs, and would find another service of that name there, or none. */
function checkScaling(checks: PropertyChecks, own: Stack, theirs: Stack): void {
  const isThere = differs(theirs.region, own.region) || differs(theirs.account, own.account);
  checks.expect(!isThere, {
    code: 'ServiceElsewhere',
    given: `scaling is of account ${theirs.account} and region ${theirs.region}`,
    accepted: `a scaling of the scaler's account and region, which are ${own.account} and ${own.region}`,
    fix: 'make a scaler in a stack of the account and region where the service is',
  });
}

/** The scaler reads where it runs, and would find nothing there. */
function checkPlace(
  checks: PropertyChecks,
  { account, region }: Stack,
  metrics: { readonly [name: string]: cloudwatch.Metric },
): void {
  const elsewhere = Object.entries(metrics).filter(([, metric]) => {
    const stat = metric.toMetricConfig().metricStat;
    return differs(stat?.region, region) || differs(stat?.account, account);
  });
  checks.expect(elsewhere.length === 0, {
    code: 'MetricElsewhere',
    given: `metrics hold, of another account or region, ${elsewhere.map(([name]) => name).join(', ')}`,
    accepted: `metrics of the scaler's account and region, which are ${account} and ${region}`,
    fix: 'publish the metric there, or deploy the scaler where the metric is',
  });
}

function differs(given: string | undefined, own: string): boolean {
  return given !== undefined && !Token.isUnresolved(given) && !Token.isUnresolved(own) && given !== own;
}

function boundsOf({ scalableTarget }: ServiceScaling): appscaling.CfnScalableTarget {
  return scalableTarget.node.defaultChild as appscaling.CfnScalableTarget;
}

function toSource(metric: cloudwatch.Metric, isEmptyAtZero: boolean): MetricSource {
  const { dimensions = [], unitFilter } = metric.toMetricConfig().metricStat ?? {};
  return {
    namespace: metric.namespace,
    name: metric.metricName,
    dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, Token.asString(value)])),
    statistic: metric.statistic,
    ...(unitFilter === undefined ? {} : { unit: unitFilter }),
    ...(isEmptyAtZero ? { emptyIs: 0 } : {}),
  };
}
