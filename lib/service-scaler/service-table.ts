import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EXPIRY_ATTRIBUTE, PARTITION_KEY, SORT_KEY } from '../../core/table/table-schema';

/** Key rights that come with rights on the table: DynamoDB uses the key in the caller's name. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/**
 * The service scaler's table. Paid per request, and deleted with the stack: all of it comes back, by a deployment and by the metrics' own
 * history, so no backups are kept.
 */
export class ServiceTable extends Construct {
  public readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, encryptionKey?: kms.IKey) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: PARTITION_KEY, type: dynamodb.AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: EXPIRY_ATTRIBUTE,
      removalPolicy: RemovalPolicy.DESTROY,
      encryption: encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.DEFAULT,
      encryptionKey,
    });
  }

  /** Grants single actions on the items of some partitions, and the use of the table's key. */
  public grantItems(grantee: iam.IGrantable, actions: readonly string[], ...partitions: string[]): iam.Grant {
    const grant = iam.Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } },
    });
    const { encryptionKey } = this.table;
    return encryptionKey ? grant.combine(encryptionKey.grant(grantee, ...KEY_ACTIONS)) : grant;
  }
}
