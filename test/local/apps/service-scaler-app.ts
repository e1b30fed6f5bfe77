import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { MetricScope, ScalerActuator, ScalingPolicy, ScalingRule, ServiceScaler, ServiceScaling } from '../../../lib';

/** Name of the scaler, and namespace and name of the metric that it goes by. */
export const SCALER_NAME = 'web';
export const REQUESTS = { namespace: 'App', metricName: 'Requests' } as const;

/** Puts a general web service into a stack, of which a service scaler sets the number of tasks, and no fleet. */
export function buildServiceScalerStack(app: App): Stack {
  const stack = new Stack(app, 'Services');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('App', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'),
    logging: ecs.LogDrivers.awsLogs({
      streamPrefix: 'app',
      logGroup: new logs.LogGroup(stack, 'AppLogs', { removalPolicy: RemovalPolicy.DESTROY }),
    }),
  });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    minHealthyPercent: 100,
  });
  const scaling = new ServiceScaling(stack, 'Scaling', { service, minCapacity: 2, maxCapacity: 20 });
  new ServiceScaler(stack, 'Web', { scalerName: SCALER_NAME }).addService({
    scaling,
    actuator: ScalerActuator.DESIRED,
    policy: ScalingPolicy.of({
      leastUnits: 2,
      mostUnits: 20,
      rules: [ScalingRule.target({ metric: 'requests', per: MetricScope.FLEET, target: 100 })],
    }),
    metrics: {
      requests: new cloudwatch.Metric({ ...REQUESTS, statistic: cloudwatch.Stats.SUM, period: Duration.minutes(1) }),
    },
  });
  return stack;
}
