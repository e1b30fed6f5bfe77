import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServiceScaling, type ServiceScalingProps } from '../../../lib/service-scaling';

export const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
export const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
export const SERVICE = 'AWS::ECS::Service';

export interface ScalingFixture {
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
  readonly service: ecs.FargateService;
  readonly scaling: ServiceScaling;
}

export function makeScaling(
  overrides: Partial<ServiceScalingProps> = {},
  desiredCount?: number,
  containerInsightsV2?: ecs.ContainerInsights,
): ScalingFixture {
  const stack = new Stack(new App(), 'Test');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2 });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('Web', {
    image: ecs.ContainerImage.fromRegistry('nginx'),
    portMappings: [{ containerPort: 80 }],
  });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2 }),
    taskDefinition,
    desiredCount,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    minHealthyPercent: 100,
  });
  const scaling = new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 10, ...overrides });
  return { stack, vpc, service, scaling };
}

/** A service in a cluster with Container Insights. */
export function makeInsightfulScaling(overrides: Partial<ServiceScalingProps> = {}): ScalingFixture {
  return makeScaling(overrides, undefined, ecs.ContainerInsights.ENABLED);
}

/** A target group of the service, behind a load balancer. */
export function makeTargetGroup(
  stack: Stack,
  vpc: ec2.Vpc,
  service: ecs.FargateService,
  id = 'Balancer',
): elbv2.ApplicationTargetGroup {
  const balancer = new elbv2.ApplicationLoadBalancer(stack, id, { vpc });
  return balancer.addListener('Http', { port: 80, open: false }).addTargets('Web', { port: 80, targets: [service] });
}
