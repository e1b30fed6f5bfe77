import { CLOUDFORMATION, CLOUDWATCH, EVENTS, IAM, LOGS, SNS } from './apis';
import type { ExistenceChecks } from './existence-check';
import { askJson, askQuery, askRest } from './question';

/** Permissions, events, alarms and logs. */
export const OPERATIONS_CHECKS: ExistenceChecks = {
  'AWS::CloudFormation::Stack': ({ physicalId }) =>
    askQuery(CLOUDFORMATION, 'DescribeStacks', { StackName: physicalId }, '_COMPLETE</StackStatus>'),
  'AWS::IAM::Role': ({ physicalId }) => askQuery(IAM, 'GetRole', { RoleName: physicalId }),
  'AWS::IAM::InstanceProfile': ({ physicalId }) =>
    askQuery(IAM, 'GetInstanceProfile', { InstanceProfileName: physicalId }),
  'AWS::IAM::Policy': (resource) =>
    askQuery(IAM, 'GetRolePolicy', {
      RoleName: resource.property('Roles'),
      PolicyName: resource.property('PolicyName'),
    }),
  'AWS::IAM::ManagedPolicy': ({ physicalId }) => askQuery(IAM, 'GetPolicy', { PolicyArn: physicalId }),
  'AWS::Events::Rule': ({ physicalId }) =>
    askJson(EVENTS, 'DescribeRule', { Name: physicalId.split('/').pop() }, '"State"'),
  'AWS::Events::EventBus': ({ physicalId }) => askJson(EVENTS, 'DescribeEventBus', { Name: physicalId }),
  'AWS::CloudWatch::Alarm': ({ physicalId }) => alarm(physicalId),
  'AWS::CloudWatch::CompositeAlarm': ({ physicalId }) => alarm(physicalId),
  'AWS::CloudWatch::Dashboard': ({ physicalId }) =>
    askQuery(CLOUDWATCH, 'GetDashboard', { DashboardName: physicalId }, physicalId),
  'AWS::Logs::LogGroup': ({ physicalId }) =>
    askJson(LOGS, 'DescribeLogGroups', { logGroupNamePrefix: physicalId }, `"${physicalId}"`),
  'AWS::SNS::Topic': ({ physicalId }) => askQuery(SNS, 'GetTopicAttributes', { TopicArn: physicalId }),
  'AWS::SNS::TopicPolicy': (resource) =>
    askQuery(SNS, 'GetTopicAttributes', { TopicArn: resource.property('Topics') }, 'Statement'),
  'AWS::SNS::Subscription': ({ physicalId }) =>
    askQuery(SNS, 'GetSubscriptionAttributes', { SubscriptionArn: physicalId }),
  'AWS::Scheduler::Schedule': ({ physicalId }) => askRest('scheduler', `/schedules/${physicalId.split('/').pop()}`),
};

function alarm(name: string) {
  return askQuery(CLOUDWATCH, 'DescribeAlarms', { 'AlarmNames.member.1': name }, name);
}
