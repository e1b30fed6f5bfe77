import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ACTOR_INDEX, EXPIRY_ATTRIBUTE, OWNER_INDEX, PARTITION_KEY, SORT_KEY } from '../../core/table/table-schema';

/** Properties of a `ShardTable`. */
export interface ShardTableProps {
  /**
   * Key that encrypts the table.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of the table when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * What a writer needs of the table's key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html
 */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/**
 * The table that says who holds which shard, under which epoch, and who is alive. Paid per request, recoverable to any
 * second of the last 35 days, protected from deletion unless it is to be destroyed.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
 */
export class ShardTable extends Construct {
  public readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, props: ShardTableProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: PARTITION_KEY, type: dynamodb.AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: EXPIRY_ATTRIBUTE,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
      encryption: props.encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.DEFAULT,
      encryptionKey: props.encryptionKey,
    });
    for (const index of [ACTOR_INDEX, OWNER_INDEX]) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partitionKey, type: dynamodb.AttributeType.STRING },
        sortKey: { name: index.sortKey, type: dynamodb.AttributeType.STRING },
      });
    }
  }

  /** Grants reading the table and its indexes by key; scans are not granted. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ['kms:Decrypt'], 'dynamodb:GetItem', 'dynamodb:Query');
  }

  /** Grants what a node does: renew its lease and take its moves on. */
  public grantNode(grantee: iam.IGrantable): iam.Grant {
    return this.grant(
      grantee,
      KEY_ACTIONS,
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    );
  }

  /** Grants what a controller does: read everything, take turns, decide. */
  public grantControl(grantee: iam.IGrantable): iam.Grant {
    return this.grant(
      grantee,
      KEY_ACTIONS,
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:ConditionCheckItem',
    );
  }

  /** Grants actions on the table, and on its key if it has one: DynamoDB uses the key in the caller's name. */
  private grant(grantee: iam.IGrantable, keyActions: readonly string[], ...actions: string[]): iam.Grant {
    const grant = this.table.grant(grantee, ...actions);
    const { encryptionKey } = this.table;
    return encryptionKey === undefined ? grant : grant.combine(encryptionKey.grant(grantee, ...keyActions));
  }
}
