import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * Grants moving the floor and the ceiling of the ECS services of a cluster.
 *
 * Scalable targets have ids that are only known once they exist, hence the wildcard; the condition binds it to ECS. Whoever registers a target
 * must be allowed what Application Auto Scaling does to the service, which it tries out beforehand.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/auto-scaling-IAM.html
 */
export function grantMoveBounds(scope: Construct, grantee: iam.IGrantable, clusterName: string): iam.Grant {
  const targets = Stack.of(scope).formatArn({
    service: 'application-autoscaling',
    resource: 'scalable-target',
    resourceName: '*',
  });
  const move = iam.Grant.addToPrincipal({
    grantee,
    actions: ['application-autoscaling:RegisterScalableTarget'],
    resourceArns: [targets],
    conditions: { StringEquals: { 'application-autoscaling:service-namespace': 'ecs' } },
  });
  const read = iam.Grant.addToPrincipal({
    grantee,
    actions: ['application-autoscaling:DescribeScalableTargets'],
    resourceArns: ['*'],
  });
  const resize = grantOnServices(scope, grantee, clusterName, ['ecs:DescribeServices', 'ecs:UpdateService']);
  return move.combine(read).combine(resize);
}

/**
 * Grants actions on the services of a cluster. By cluster, because a role's policies have room for few hundred names.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function grantOnServices(
  scope: Construct,
  grantee: iam.IGrantable,
  clusterName: string,
  actions: string[],
): iam.Grant {
  const services = Stack.of(scope).formatArn({
    service: 'ecs',
    resource: 'service',
    resourceName: `${clusterName}/*`,
  });
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [services] });
}

/** Returns the role that Application Auto Scaling makes for ECS by itself. */
export function serviceLinkedRole(scope: Construct): iam.IRole {
  const roleArn = Stack.of(scope).formatArn({
    service: 'iam',
    region: '',
    resource: 'role/aws-service-role/ecs.application-autoscaling.amazonaws.com',
    resourceName: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
  });
  return iam.Role.fromRoleArn(scope, 'ScalingRole', roleArn);
}
