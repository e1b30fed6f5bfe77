import { type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  ACTOR_INDEX,
  EXPIRY_ATTRIBUTE,
  NODE_PARTITION,
  OWNER_INDEX,
  PARTITION_KEY,
  SHARD_PARTITION,
  SORT_KEY,
} from '../../core/table/table-schema';
import { KeyStaysCheck } from '../validation/key-stays-check';

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
const READ_KEY_ACTIONS = ['kms:Decrypt'];

const READ_ACTIONS: readonly TableAction[] = ['GetItem', 'Query'];

/** Everything that is ever done to the table; a transaction needs the actions that it is made of. */
export const TABLE_ACTIONS = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const;

/** One of the actions on the table. */
export type TableAction = (typeof TABLE_ACTIONS)[number];

/**
 * The table that says who holds which shard, under which epoch, and who is alive. Paid per request, recoverable to any
 * second of the last 35 days, protected from deletion unless it is to be destroyed. Its stream tells keys alone, which is
 * enough to wake who reads the table anew.
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
      stream: dynamodb.StreamViewType.KEYS_ONLY,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
      encryption: props.encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.DEFAULT,
      encryptionKey: props.encryptionKey,
    });
    this.table.addGlobalSecondaryIndex(indexOf(ACTOR_INDEX));
    this.table.addGlobalSecondaryIndex({
      ...indexOf(OWNER_INDEX),
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: [OWNER_INDEX.projected],
    });
    this.node.addValidation(new KeyStaysCheck(this.table.node.defaultChild as CfnResource, props.encryptionKey));
  }

  /** Grants reading the table and its indexes by key; scans are not granted. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const actions = READ_ACTIONS.map((action) => `dynamodb:${action}`);
    return this.withKey(grantee, READ_KEY_ACTIONS, this.table.grant(grantee, ...actions));
  }

  /**
   * Grants what a node does: renew its lease among the nodes' items, take its moves on among the shards', and learn its
   * work from one index and what it owns from the other. Which node an item is about, no condition can tell: the nodes share a role.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  public grantNode(grantee: iam.IGrantable): iam.Grant {
    const read = this.grantItems(grantee, 'GetItem', NODE_PARTITION, SHARD_PARTITION);
    const renew = this.grantItems(grantee, 'PutItem', NODE_PARTITION);
    const advance = this.grantItems(grantee, 'UpdateItem', SHARD_PARTITION);
    const work = iam.Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [ACTOR_INDEX, OWNER_INDEX].map(({ name }) => `${this.table.tableArn}/index/${name}`),
    });
    return this.withKey(grantee, KEY_ACTIONS, read.combine(renew).combine(advance).combine(work));
  }

  /** Grants what an operator does: read everything, also by index, and write everything. */
  public grantControl(grantee: iam.IGrantable): iam.Grant {
    const actions = TABLE_ACTIONS.map((action) => `dynamodb:${action}`);
    return this.withKey(grantee, KEY_ACTIONS, this.table.grant(grantee, ...actions));
  }

  /**
   * Grants single actions, e.g. `Query`, on the table without its indexes.
   * @internal
   */
  public _grantActions(grantee: iam.IGrantable, actions: readonly TableAction[]): iam.Grant {
    const grant = iam.Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
    });
    const writes = actions.some((action) => !READ_ACTIONS.includes(action));
    return this.withKey(grantee, writes ? KEY_ACTIONS : READ_KEY_ACTIONS, grant);
  }

  /** Grants one action on the items of some partitions. */
  private grantItems(grantee: iam.IGrantable, action: TableAction, ...partitions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: [`dynamodb:${action}`],
      resourceArns: [this.table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } },
    });
  }

  /** Adds actions on the table's key if it has one: DynamoDB uses the key in the caller's name. */
  private withKey(grantee: iam.IGrantable, keyActions: readonly string[], grant: iam.Grant): iam.Grant {
    const { encryptionKey } = this.table;
    return encryptionKey === undefined ? grant : grant.combine(encryptionKey.grant(grantee, ...keyActions));
  }
}

function indexOf({ name, partitionKey, sortKey }: typeof ACTOR_INDEX | typeof OWNER_INDEX) {
  return {
    indexName: name,
    partitionKey: { name: partitionKey, type: dynamodb.AttributeType.STRING },
    sortKey: { name: sortKey, type: dynamodb.AttributeType.STRING },
  };
}
