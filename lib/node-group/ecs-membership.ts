import { Stack } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { EcsManagedWorkloadProps } from './workload';

/**
 * Returns whether CDK itself registers the group with `cluster`, and so appends the cluster's name to the user data.
 *
 * An imported cluster cannot be registered with: associating a provider replaces the cluster's whole list.
 */
export function isRegisteredByCdk(cluster: ecs.ICluster | undefined, ecsManaged: boolean): cluster is ecs.Cluster {
  return ecsManaged && cluster !== undefined && ecs.Cluster.isCluster(cluster);
}

/**
 * Creates the capacity provider of a stateless group.
 *
 * Managed draining is set explicitly: left out, CDK adds a drain function of its own beside that of ECS.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html
 */
export function createCapacityProvider(
  scope: Construct,
  autoScalingGroup: autoscaling.AutoScalingGroup,
  props: EcsManagedWorkloadProps,
): ecs.AsgCapacityProvider {
  return new ecs.AsgCapacityProvider(scope, 'CapacityProvider', {
    autoScalingGroup,
    enableManagedScaling: true,
    enableManagedDraining: true,
    enableManagedTerminationProtection: props.managedTerminationProtection ?? false,
    targetCapacityPercent: props.targetCapacityPercent ?? 100,
    machineImageType: ecs.MachineImageType.AMAZON_LINUX_2,
  });
}

/**
 * Grants what the ECS agent of an instance does to drain itself at a Spot notice. CDK leaves it out where it registers the group.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/spot-instance-draining-linux-container.html
 */
export function grantSpotDraining(grantee: iam.IGrantable, cluster: ecs.ICluster): void {
  iam.Grant.addToPrincipal({
    grantee,
    actions: ['ecs:UpdateContainerInstancesState'],
    resourceArns: ['*'],
    conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
  });
}

/**
 * Grants what the ECS agent of an instance does otherwise, for one cluster alone.
 *
 * Two statements take no narrower resource: polling is bound to the cluster by condition, and the rest has no resource.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html
 */
export function grantEcsAgent(grantee: iam.IGrantable, cluster: ecs.ICluster): void {
  const containerInstances = Stack.of(cluster).formatArn({
    service: 'ecs',
    resource: 'container-instance',
    resourceName: `${cluster.clusterName}/*`,
  });
  iam.Grant.addToPrincipal({
    grantee,
    actions: [
      'ecs:RegisterContainerInstance',
      'ecs:DeregisterContainerInstance',
      'ecs:SubmitAttachmentStateChanges',
      'ecs:SubmitContainerStateChange',
      'ecs:SubmitTaskStateChange',
    ],
    resourceArns: [cluster.clusterArn, containerInstances],
  });
  iam.Grant.addToPrincipal({
    grantee,
    actions: ['ecs:Poll', 'ecs:StartTelemetrySession'],
    resourceArns: ['*'],
    conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
  });
  iam.Grant.addToPrincipal({
    grantee,
    actions: ['ecs:DiscoverPollEndpoint', 'ecr:GetAuthorizationToken'],
    resourceArns: ['*'],
  });
}
