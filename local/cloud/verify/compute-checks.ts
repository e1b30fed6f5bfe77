import { APPLICATION_AUTO_SCALING, AUTO_SCALING, ECS, STEP_FUNCTIONS } from './apis';
import type { ExistenceChecks } from './existence-check';
import { askJson, askQuery, askRest } from './question';

const FUNCTIONS = '/2015-03-31/functions';

/** What computes, and what scales it. */
export const COMPUTE_CHECKS: ExistenceChecks = {
  'AWS::AutoScaling::AutoScalingGroup': ({ physicalId }) =>
    askQuery(AUTO_SCALING, 'DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': physicalId }, physicalId),
  'AWS::AutoScaling::LifecycleHook': groupPart('DescribeLifecycleHooks'),
  'AWS::AutoScaling::ScalingPolicy': groupPart('DescribePolicies'),
  'AWS::AutoScaling::ScheduledAction': groupPart('DescribeScheduledActions'),
  'AWS::AutoScaling::WarmPool': (resource) =>
    askQuery(
      AUTO_SCALING,
      'DescribeWarmPool',
      { AutoScalingGroupName: resource.property('AutoScalingGroupName') },
      'WarmPoolConfiguration',
    ),
  'AWS::Lambda::Function': ({ physicalId }) => askRest('lambda', `${FUNCTIONS}/${physicalId}`),
  'AWS::Lambda::Permission': (resource) =>
    askRest('lambda', `${FUNCTIONS}/${functionName(resource.property('FunctionName'))}/policy`, '', 'Statement'),
  'AWS::Lambda::EventInvokeConfig': (resource) =>
    askRest('lambda', `/2019-09-25/functions/${functionName(resource.property('FunctionName'))}/event-invoke-config`),
  'AWS::Lambda::EventSourceMapping': ({ physicalId }) =>
    askRest('lambda', `/2015-03-31/event-source-mappings/${physicalId}`),
  'AWS::Lambda::LayerVersion': ({ physicalId }) =>
    askRest('lambda', '/2018-10-31/layers', '', physicalId.split(':').slice(0, -1).join(':')),
  'AWS::ECS::Cluster': ({ physicalId }) =>
    askJson(ECS, 'DescribeClusters', { clusters: [physicalId] }, '"status":"ACTIVE"'),
  'AWS::ECS::Service': (resource) =>
    askJson(
      ECS,
      'DescribeServices',
      { cluster: resource.property('Cluster'), services: [resource.physicalId] },
      '"status":"ACTIVE"',
    ),
  'AWS::ECS::TaskDefinition': ({ physicalId }) =>
    askJson(ECS, 'DescribeTaskDefinition', { taskDefinition: physicalId }, '"status":"ACTIVE"'),
  'AWS::ECS::CapacityProvider': ({ physicalId }) =>
    askJson(ECS, 'DescribeCapacityProviders', { capacityProviders: [physicalId] }, '"status":"ACTIVE"'),
  'AWS::ApplicationAutoScaling::ScalableTarget': (resource) =>
    askJson(
      APPLICATION_AUTO_SCALING,
      'DescribeScalableTargets',
      { ServiceNamespace: resource.property('ServiceNamespace') },
      resource.property('ScalableDimension'),
    ),
  'AWS::ApplicationAutoScaling::ScalingPolicy': (resource) =>
    askJson(
      APPLICATION_AUTO_SCALING,
      'DescribeScalingPolicies',
      { ServiceNamespace: namespaceOf(resource.physicalId), PolicyNames: [resource.property('PolicyName')] },
      resource.property('PolicyName'),
    ),
  'AWS::StepFunctions::StateMachine': ({ physicalId }) =>
    askJson(STEP_FUNCTIONS, 'DescribeStateMachine', { stateMachineArn: physicalId }),
};

/** What is described by its group and named by its physical id, which may be an ARN that ends in the name. */
function groupPart(action: string): ExistenceChecks[string] {
  return (resource) =>
    askQuery(
      AUTO_SCALING,
      action,
      { AutoScalingGroupName: resource.property('AutoScalingGroupName') },
      resource.physicalId.split('/').pop(),
    );
}

/** The last part of an ARN, or the name itself. */
function functionName(text: string): string {
  return text.split(':').pop() ?? text;
}

/** The ARN of a policy holds `resource/<namespace>/<resource id>`. */
function namespaceOf(policyArn: string): string {
  return /resource\/([^/]+)\//.exec(policyArn)?.[1] ?? 'ecs';
}
