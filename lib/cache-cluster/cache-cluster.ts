import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import { checkCacheCluster } from './cache-cluster-checks';
import type { CacheClusterProps } from './cache-cluster-props';

const DEFAULT_NODE_TYPE = 'cache.r7g.large';
const DEFAULT_ENGINE_VERSION = '8.0';
const DEFAULT_PORT = 6379;

/**
 * An ElastiCache replication group with Valkey in cluster mode: TLS only, encrypted at rest, with automatic failover and,
 * if there are replicas, in several zones.
 *
 * Clients connect with TLS to `endpointAddress` in cluster mode. Changing `shards` moves slots online. Changing `replicasPerShard`, `port` or
 * `encryptionKey`, or `nodeType` from or to one with data tiering, replaces the cache: the new one is empty and has another endpoint.
 *
 * @throws FleetConstructError if a property is out of range or two of them do not go together.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html
 */
export class CacheCluster extends Construct implements ec2.IConnectable {
  public readonly replicationGroup: elasticache.CfnReplicationGroup;
  public readonly subnetGroup: elasticache.CfnSubnetGroup;
  public readonly securityGroup: ec2.ISecurityGroup;

  /** Who may reach the cache; its default port is that of the cache. */
  public readonly connections: ec2.Connections;

  /** Id of the replication group. */
  public readonly replicationGroupId: string;

  /** Name of the host that tells clients about the cluster. */
  public readonly endpointAddress: string;

  /** Port of the cache. */
  public readonly port: number;

  constructor(scope: Construct, id: string, props: CacheClusterProps) {
    super(scope, id);
    const subnets = props.vpc.selectSubnets(props.vpcSubnets);
    checkCacheCluster(this, props, subnets);

    this.port = props.port ?? DEFAULT_PORT;
    this.securityGroup = props.securityGroup ?? this.createSecurityGroup(props.vpc);
    this.connections = new ec2.Connections({
      securityGroups: [this.securityGroup],
      defaultPort: ec2.Port.tcp(this.port),
    });
    this.subnetGroup = new elasticache.CfnSubnetGroup(this, 'SubnetGroup', {
      description: `Subnets of ${this.node.path}`,
      subnetIds: subnets.subnetIds,
    });
    this.replicationGroup = this.createReplicationGroup(props);
    this.replicationGroupId = this.replicationGroup.ref;
    this.endpointAddress = this.replicationGroup.attrConfigurationEndPointAddress;
  }

  private createSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Cache of ${this.node.path}`,
      allowAllOutbound: false,
    });
  }

  private createReplicationGroup(props: CacheClusterProps): elasticache.CfnReplicationGroup {
    const engineVersion = props.engineVersion ?? DEFAULT_ENGINE_VERSION;
    const nodeType = props.nodeType ?? DEFAULT_NODE_TYPE;
    const replicasPerNodeGroup = props.replicasPerShard ?? 1;
    const hasReplicas = Token.isUnresolved(replicasPerNodeGroup) || replicasPerNodeGroup > 0;
    const group = new elasticache.CfnReplicationGroup(this, 'ReplicationGroup', {
      replicationGroupDescription: `Cache of ${this.node.path}`,
      engine: 'valkey',
      engineVersion,
      cacheNodeType: nodeType,
      cacheParameterGroupName: `default.valkey${majorOf(engineVersion)}.cluster.on`,
      cacheSubnetGroupName: this.subnetGroup.ref,
      securityGroupIds: [this.securityGroup.securityGroupId],
      port: this.port,
      clusterMode: 'enabled',
      numNodeGroups: props.shards ?? 1,
      replicasPerNodeGroup,
      // Cluster mode demands failover, even where there is no replica to fail over to.
      automaticFailoverEnabled: true,
      multiAzEnabled: hasReplicas,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      kmsKeyId: props.encryptionKey?.keyArn,
      dataTieringEnabled: nodeType.startsWith('cache.r6gd.') ? true : undefined,
      userGroupIds: props.userGroupIds,
      snapshotRetentionLimit: props.snapshotRetention?.toDays(),
      autoMinorVersionUpgrade: true,
    });
    // Without it a change of the number of shards replaces the whole cache.
    group.cfnOptions.updatePolicy = { useOnlineResharding: true };
    group.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.DESTROY);
    return group;
  }
}

function majorOf(engineVersion: string): string {
  return engineVersion.split('.')[0] ?? engineVersion;
}
