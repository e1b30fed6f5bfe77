/** Services in the Query protocol: signing name and version. */
export const AUTO_SCALING = { service: 'autoscaling', version: '2011-01-01' };
export const CLOUDFORMATION = { service: 'cloudformation', version: '2010-05-15' };
export const CLOUDWATCH = { service: 'monitoring', version: '2010-08-01' };
export const EC2 = { service: 'ec2', version: '2016-11-15' };
export const ELASTICACHE = { service: 'elasticache', version: '2015-02-02' };
export const ELASTIC_LOAD_BALANCING = { service: 'elasticloadbalancing', version: '2015-12-01' };
export const IAM = { service: 'iam', version: '2010-05-08' };
export const SNS = { service: 'sns', version: '2010-03-31' };

/** Services in the JSON protocol: signing name, prefix of the operation, version. */
export const APPLICATION_AUTO_SCALING = json('application-autoscaling', 'AnyScaleFrontendService', '1.1');
export const DYNAMODB = json('dynamodb', 'DynamoDB_20120810', '1.0');
export const ECS = json('ecs', 'AmazonEC2ContainerServiceV20141113', '1.1');
export const EVENTS = json('events', 'AWSEvents', '1.1');
export const KMS = json('kms', 'TrentService', '1.1');
export const LOGS = json('logs', 'Logs_20140328', '1.1');
export const SECRETS_MANAGER = json('secretsmanager', 'secretsmanager', '1.1');
export const SQS = json('sqs', 'AmazonSQS', '1.0');
export const SSM = json('ssm', 'AmazonSSM', '1.1');
export const STEP_FUNCTIONS = json('states', 'AWSStepFunctions', '1.0');

function json<const V extends '1.0' | '1.1'>(service: string, target: string, version: V) {
  return { service, target, version };
}
