import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** A stack of somebody else, in which everything shared was made elsewhere and is only imported. */
export interface ForeignStack {
  readonly stack: Stack;
  readonly vpc: ec2.IVpc;
  readonly key: kms.IKey;
  readonly bucket: s3.IBucket;
  readonly cluster: ecs.ICluster;
  readonly securityGroup: ec2.ISecurityGroup;
}

const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';

/** Returns a stack in a fixed environment with an imported VPC, key, bucket, cluster and security group. */
export function makeForeignStack(): ForeignStack {
  const stack = new Stack(new App(), 'Foreign', { env: { region: REGION, account: ACCOUNT } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'ImportedVpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: [`${REGION}a`, `${REGION}b`],
    privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaaa', 'subnet-0bbbbbbbbbbbbbbbb'],
    privateSubnetRouteTableIds: ['rtb-0aaaaaaaaaaaaaaaa', 'rtb-0bbbbbbbbbbbbbbbb'],
  });
  return {
    stack,
    vpc,
    key: kms.Key.fromKeyArn(
      stack,
      'ImportedKey',
      `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`,
    ),
    bucket: s3.Bucket.fromBucketName(stack, 'ImportedBucket', 'their-bucket'),
    cluster: ecs.Cluster.fromClusterAttributes(stack, 'ImportedCluster', { clusterName: 'their-cluster', vpc }),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'ImportedSecurityGroup', 'sg-0123456789abcdef0'),
  };
}
