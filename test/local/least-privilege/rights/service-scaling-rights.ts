import type { LoggedCall } from '../../../../local/laws/call-log';
import { list, type Place, parameter, type Right, type RightsOfCall } from './right';

/** The id in a scalable target's ARN, which nobody knows before the target exists: policies must not depend on it. */
const ANY_ID = '0ec51234567890abcdef';

/**
 * Rights by operation on scalable targets. Whoever registers one must be allowed what is then done to the service.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
 */
export const SCALABLE_TARGET_RIGHTS: Readonly<Record<string, RightsOfCall>> = {
  DescribeScalableTargets: onAnything,
  DescribeScalingActivities: onAnything,
  RegisterScalableTarget: (call, { region, account }) => [
    {
      action: 'application-autoscaling:RegisterScalableTarget',
      resource: `arn:aws:application-autoscaling:${region}:${account}:scalable-target/${ANY_ID}`,
      context: { 'application-autoscaling:service-namespace': parameter(call, 'ServiceNamespace') },
    },
    ...['ecs:DescribeServices', 'ecs:UpdateService'].map((action) => ({
      action,
      resource: `arn:aws:ecs:${region}:${account}:${parameter(call, 'ResourceId')}`,
      context: {},
    })),
  ],
};

/**
 * Rights by operation on ECS services.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export const ECS_RIGHTS: Readonly<Record<string, RightsOfCall>> = {
  DescribeServices: (call, place) => list(call, 'services').map((name) => onService(call, place, name)),
};

/**
 * Rights by operation on CloudWatch, whose one resource is the account's data set.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export const CLOUDWATCH_RIGHTS: Readonly<Record<string, RightsOfCall>> = {
  GetMetricData: (_call, { region, account }) => [
    {
      action: 'cloudwatch:GetMetricData',
      resource: `arn:aws:cloudwatch:${region}:${account}:dataset/default`,
      context: {},
    },
  ],
};

function onAnything({ operation }: LoggedCall): readonly Right[] {
  return [{ action: `application-autoscaling:${operation}`, resource: '*', context: {} }];
}

function onService(call: LoggedCall, { region, account }: Place, name: string): Right {
  const resource = `arn:aws:ecs:${region}:${account}:service/${parameter(call, 'cluster')}/${name}`;
  return { action: `ecs:${call.operation}`, resource, context: {} };
}
