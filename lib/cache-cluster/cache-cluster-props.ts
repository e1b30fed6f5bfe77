import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';

/** Properties of a `CacheCluster`. */
export interface CacheClusterProps {
  /** The network of the cache. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the cache's nodes, in at least two availability zones if there are replicas.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security group of the cache.
   *
   * @default - a new one, which lets nobody in
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Type of the cache's nodes, e.g. `cache.r7g.large`; types of the r6gd family get data tiering, which they need. Changing to or from such a
   * type replaces the cache.
   *
   * @default 'cache.r7g.large'
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
   */
  readonly nodeType?: string;

  /**
   * Version of Valkey, at least 7.2.
   *
   * @default '8.0'
   */
  readonly engineVersion?: string;

  /**
   * Number of shards, from 1 to 500; all nodes together are at most 500.
   *
   * @default 1
   */
  readonly shards?: number;

  /**
   * Replicas of each shard, from 0 to 5. With none, a lost node loses its part of the cache and there is no second zone. Changing
   * their number replaces the cache by an empty one with another endpoint.
   *
   * @default 1
   */
  readonly replicasPerShard?: number;

  /**
   * Port, from 1024 to 65535. Changing it replaces the cache.
   *
   * @default 6379
   */
  readonly port?: number;

  /**
   * Key that encrypts the cache at rest. Changing it replaces the cache.
   *
   * @default - a key that ElastiCache manages
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Ids of user groups that may log in, for access control by user.
   *
   * @default - who reaches the port may read and write
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
   */
  readonly userGroupIds?: string[];

  /**
   * How long daily snapshots stay, in whole days from 0 to 35.
   *
   * @default - no snapshots: a cache holds nothing that is not elsewhere
   */
  readonly snapshotRetention?: Duration;

  /**
   * What becomes of the cache when it leaves the stack.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
