import { DYNAMODB, ELASTICACHE, KMS, SECRETS_MANAGER, SQS, SSM } from './apis';
import type { ExistenceChecks } from './existence-check';
import { askJson, askQuery, askRest } from './question';

/** What holds data: buckets, tables, queues, caches, keys, parameters. */
export const DATA_CHECKS: ExistenceChecks = {
  'AWS::S3::Bucket': ({ physicalId }) => askRest('s3', `/${physicalId}`, 'location='),
  'AWS::S3::BucketPolicy': (resource) => askRest('s3', `/${resource.property('Bucket')}`, 'policy=', 'Statement'),
  'AWS::DynamoDB::Table': ({ physicalId }) => askJson(DYNAMODB, 'DescribeTable', { TableName: physicalId }),
  'AWS::SQS::Queue': ({ physicalId }) => askJson(SQS, 'GetQueueAttributes', { QueueUrl: physicalId }),
  'AWS::SQS::QueuePolicy': (resource) =>
    askJson(
      SQS,
      'GetQueueAttributes',
      { QueueUrl: resource.property('Queues'), AttributeNames: ['Policy'] },
      'Statement',
    ),
  'AWS::KMS::Key': ({ physicalId }) => askJson(KMS, 'DescribeKey', { KeyId: physicalId }, '"Enabled":true'),
  'AWS::KMS::Alias': (resource) => askJson(KMS, 'DescribeKey', { KeyId: resource.property('AliasName') }),
  'AWS::SSM::Parameter': ({ physicalId }) => askJson(SSM, 'GetParameter', { Name: physicalId }),
  'AWS::SecretsManager::Secret': ({ physicalId }) =>
    askJson(SECRETS_MANAGER, 'DescribeSecret', { SecretId: physicalId }),
  'AWS::ElastiCache::ReplicationGroup': cachePart('DescribeReplicationGroups', 'ReplicationGroupId'),
  'AWS::ElastiCache::SubnetGroup': cachePart('DescribeCacheSubnetGroups', 'CacheSubnetGroupName'),
  'AWS::ElastiCache::ParameterGroup': cachePart('DescribeCacheParameterGroups', 'CacheParameterGroupName'),
  'AWS::ElastiCache::User': cachePart('DescribeUsers', 'UserId'),
  'AWS::ElastiCache::UserGroup': cachePart('DescribeUserGroups', 'UserGroupId'),
};

function cachePart(action: string, parameter: string): ExistenceChecks[string] {
  return ({ physicalId }) => askQuery(ELASTICACHE, action, { [parameter]: physicalId }, physicalId);
}
