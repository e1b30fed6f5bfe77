import type { Excuse } from './excuses';

const FUNCTIONS = ['Scaler', 'Rebalancer', 'Lifecycle', 'Publisher', 'ParkGuard'];

/**
 * What the roles of a fleet may do although a local run of half an hour does not show it. An entry that a run does show,
 * or that nothing is granted for any more, fails the comparison, so that this list only shrinks.
 */
export const FLEET_EXCUSES: readonly Excuse[] = [
  {
    roles: FUNCTIONS,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    reason: 'Lambda itself writes what a function prints, in the name of its role',
  },
  {
    roles: FUNCTIONS,
    actions: ['sqs:SendMessage'],
    reason: 'Lambda itself sends an event that failed for good to the dead letters, in the name of the role',
  },
  {
    roles: ['Publisher'],
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    reason: "Lambda itself reads the table's stream, in the name of the function's role",
  },
  {
    roles: ['Nodes'],
    actions: ['s3:GetObject'],
    resource: ':::cdk-',
    reason: 'user data fetches agent and service when a machine boots; locally nothing boots',
  },
  {
    roles: ['Nodes'],
    actions: ['s3:AbortMultipartUpload'],
    reason: 'only an upload in parts that fails is aborted, and shards of local runs are too small for parts',
  },
  {
    roles: ['Nodes'],
    actions: ['s3:DeleteObject'],
    reason: 'a node looks for garbage in the homes of shards that it has served for 6 hours; short runs end before',
  },
  {
    roles: ['Lifecycle'],
    actions: ['autoscaling:RecordLifecycleActionHeartbeat', 'dynamodb:ConditionCheckItem'],
    reason:
      'only a termination that the scaler did not decide finds shards on the node, drains it and extends its hook',
  },
  {
    roles: ['Scaler'],
    actions: ['dynamodb:DeleteItem'],
    reason: 'a drain mark is deleted when load comes back while a node drains',
  },
];
