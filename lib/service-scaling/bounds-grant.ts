import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * Grants moving the floor and the ceiling of ECS services.
 *
 * Scalable targets have ids that are only known once they exist, hence the wildcard; the condition binds it to ECS.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
 */
export function grantMoveBounds(scope: Construct, grantee: iam.IGrantable): iam.Grant {
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
  return move.combine(read);
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
