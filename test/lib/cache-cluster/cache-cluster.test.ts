import { App, Duration, Fn, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { CacheCluster, type CacheClusterProps } from '../../../lib/cache-cluster';
import { makeForeignStack } from '../support/foreign-stack';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';

function makeCache(overrides: Partial<CacheClusterProps> = {}): { stack: Stack; cache: CacheCluster } {
  const stack = new Stack(new App(), 'Test');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2 });
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  return { stack, cache: new CacheCluster(stack, 'Cache', { vpc, vpcSubnets, ...overrides }) };
}

describe('a CacheCluster', () => {
  it('is a Valkey replication group in cluster mode, over two zones, with failover', () => {
    const { stack } = makeCache({ shards: 3, replicasPerShard: 2 });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      Engine: 'valkey',
      EngineVersion: '8.0',
      ClusterMode: 'enabled',
      CacheParameterGroupName: 'default.valkey8.cluster.on',
      NumNodeGroups: 3,
      ReplicasPerNodeGroup: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    });
  });

  it('is encrypted in transit and at rest', () => {
    const { stack } = makeCache();

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
      AtRestEncryptionEnabled: true,
      KmsKeyId: Match.absent(),
    });
  });

  it('lets in whoever is connected, on its port', () => {
    const { stack, cache } = makeCache({ port: 7001 });
    cache.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/8'));

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/8', FromPort: 7001, ToPort: 7001 })],
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })],
    });
  });

  it('takes the oldest Valkey that there is', () => {
    const { stack } = makeCache({ engineVersion: '7.2' });
    Template.fromStack(stack).hasResourceProperties(GROUP, { CacheParameterGroupName: 'default.valkey7.cluster.on' });
  });

  it('exposes its endpoint', () => {
    const { stack, cache } = makeCache();

    expect(stack.resolve(cache.endpointAddress)).toEqual({
      'Fn::GetAtt': [expect.stringContaining('CacheReplicationGroup'), 'ConfigurationEndPoint.Address'],
    });
    expect(cache.port).toBe(6379);
  });

  it('turns data tiering on for the types that need it, and stays in one zone without replicas', () => {
    const { stack } = makeCache({ nodeType: 'cache.r6gd.xlarge', replicasPerShard: 0 });

    Template.fromStack(stack).hasResourceProperties(GROUP, { DataTieringEnabled: true, MultiAZEnabled: false });
  });

  it('reshards online and goes with its stack', () => {
    const { stack } = makeCache();

    Template.fromStack(stack).hasResource(GROUP, {
      UpdatePolicy: { UseOnlineResharding: true },
      DeletionPolicy: 'Delete',
    });
  });

  it('takes a removal policy and snapshots', () => {
    const { stack } = makeCache({ removalPolicy: RemovalPolicy.RETAIN, snapshotRetention: Duration.days(7) });

    Template.fromStack(stack).hasResource(GROUP, {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({ SnapshotRetentionLimit: 7 }),
    });
  });
});

describe('property checks of a CacheCluster', () => {
  it('fail when there are too many nodes', () => {
    expect(() => makeCache({ shards: 200, replicasPerShard: 2 })).toThrow(/are 600 nodes. Accepted: at most 500/);
  });

  it.each([0, 501, 1.5])('fail when there are %d shards', (shards) => {
    expect(() => makeCache({ shards })).toThrow(/shards is .+ Accepted: a whole number from 1 to 500/);
  });

  it.each(['7.0', '6.2', '8', 'valkey8'])('fail when the engine version is %s', (engineVersion) => {
    expect(() => makeCache({ engineVersion })).toThrow(/EngineVersion/);
  });

  it('fail when the node type is no cache node type', () => {
    expect(() => makeCache({ nodeType: 'r7g.large' })).toThrow(/nodeType is 'r7g.large'. Accepted: a cache node type/);
  });

  it('fail when replicas have no second zone', () => {
    const stack = new Stack(new App(), 'Test');
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 1 });
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

    expect(() => new CacheCluster(stack, 'Cache', { vpc, vpcSubnets })).toThrow(/TooFewZones/);
  });

  it('pass where only the deployment knows the zones', () => {
    const stack = new Stack(new App(), 'Test');
    const imported = ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
      vpcId: Fn.importValue('vpc'),
      availabilityZones: Fn.split(',', Fn.importValue('zones')),
      privateSubnetIds: Fn.split(',', Fn.importValue('subnets')),
    });
    const subnets = ['subnet-a', 'subnet-b'].map((id) => ec2.Subnet.fromSubnetId(stack, id, id));

    new CacheCluster(stack, 'OfList', { vpc: imported });
    new CacheCluster(stack, 'OfIds', { vpc: imported, vpcSubnets: { subnets } });

    const groups = Template.fromStack(stack).findResources('AWS::ElastiCache::SubnetGroup');
    expect(Object.values(groups).map(({ Properties }) => Properties.SubnetIds)).toEqual([
      { 'Fn::Split': [',', { 'Fn::ImportValue': 'subnets' }] },
      ['subnet-a', 'subnet-b'],
    ]);
  });

  it('fail with every fault at once', () => {
    expect(() => makeCache({ port: 80, replicasPerShard: 9 })).toThrow(/2 faults/);
  });

  it('accept tokens', () => {
    const { stack } = makeCache({
      shards: Lazy.number({ produce: () => 2 }),
      replicasPerShard: Lazy.number({ produce: () => 1 }),
    });

    Template.fromStack(stack).hasResourceProperties(GROUP, { NumNodeGroups: 2, MultiAZEnabled: true });
  });
});

describe('in a foreign stack', () => {
  it('works with an imported VPC, key and security group', () => {
    const { stack, vpc, key, securityGroup } = makeForeignStack();
    new CacheCluster(stack, 'Cache', { vpc, securityGroup, encryptionKey: key });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(GROUP, { KmsKeyId: key.keyArn, SecurityGroupIds: ['sg-0123456789abcdef0'] });
    template.hasResourceProperties('AWS::ElastiCache::SubnetGroup', {
      SubnetIds: ['subnet-0aaaaaaaaaaaaaaaa', 'subnet-0bbbbbbbbbbbbbbbb'],
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });
});
