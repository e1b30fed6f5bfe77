import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { handlerBundle } from './handler-bundle';
import { allowDeadLetters } from './queue-key-policy';

/** Properties of a `FleetFunction`. */
export interface FleetFunctionProps {
  /** Name of the prebuilt bundle, e.g. `scaler`. */
  readonly handler: string;

  /** What the function does, for people who look at it in the console. */
  readonly description: string;

  /** The function's environment variables. */
  readonly environment: { [name: string]: string };

  /** How long its log is kept. */
  readonly logRetention: logs.RetentionDays;

  /**
   * Key that encrypts the dead-letter queue.
   *
   * @default - a key that SQS manages
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long one run may take.
   *
   * @default Duration.seconds(50) - a tick is over before the next one starts
   */
  readonly timeout?: Duration;
}

const TIMEOUT = Duration.seconds(50);

/**
 * One of a fleet's or a scaler's functions with its log group, dead-letter queue and a role of its own that may write that log and
 * nothing else. A failed event is not retried, the next tick does the work; it is kept for people to read.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export class FleetFunction extends Construct {
  public readonly function: lambda.Function;
  public readonly logGroup: logs.LogGroup;
  public readonly deadLetterQueue: sqs.Queue;

  constructor(scope: Construct, id: string, props: FleetFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetters', {
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      encryption: props.encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
      encryptionMasterKey: props.encryptionKey,
    });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    if (props.encryptionKey) {
      allowDeadLetters(this, props.encryptionKey, role);
    }
    this.function = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(handlerBundle(props.handler)),
      description: props.description,
      environment: props.environment,
      // Metrics are lines of embedded metric format, which JSON logging would wrap.
      loggingFormat: lambda.LoggingFormat.TEXT,
      memorySize: 1024,
      timeout: props.timeout ?? TIMEOUT,
      role,
      logGroup: this.logGroup,
      deadLetterQueue: this.deadLetterQueue,
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
    });
  }
}
