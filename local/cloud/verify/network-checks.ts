import { EC2, ELASTIC_LOAD_BALANCING } from './apis';
import type { ExistenceChecks } from './existence-check';
import { askQuery } from './question';

/** EC2, its networks, and load balancers. */
export const NETWORK_CHECKS: ExistenceChecks = {
  'AWS::EC2::VPC': describedById('DescribeVpcs', 'VpcId'),
  'AWS::EC2::Subnet': describedById('DescribeSubnets', 'SubnetId'),
  'AWS::EC2::RouteTable': describedById('DescribeRouteTables', 'RouteTableId'),
  'AWS::EC2::InternetGateway': describedById('DescribeInternetGateways', 'InternetGatewayId'),
  'AWS::EC2::NatGateway': describedById('DescribeNatGateways', 'NatGatewayId'),
  'AWS::EC2::VPCEndpoint': describedById('DescribeVpcEndpoints', 'VpcEndpointId'),
  'AWS::EC2::SecurityGroup': describedById('DescribeSecurityGroups', 'GroupId'),
  'AWS::EC2::LaunchTemplate': describedById('DescribeLaunchTemplates', 'LaunchTemplateId'),
  'AWS::EC2::Instance': describedById('DescribeInstances', 'InstanceId'),
  'AWS::EC2::EIP': (resource) =>
    askQuery(EC2, 'DescribeAddresses', { 'PublicIp.1': resource.physicalId }, resource.physicalId),
  'AWS::EC2::SubnetRouteTableAssociation': (resource) =>
    askQuery(
      EC2,
      'DescribeRouteTables',
      { 'RouteTableId.1': resource.property('RouteTableId') },
      `<subnetId>${resource.property('SubnetId')}</subnetId>`,
    ),
  'AWS::EC2::Route': (resource) =>
    askQuery(
      EC2,
      'DescribeRouteTables',
      { 'RouteTableId.1': resource.property('RouteTableId') },
      resource.property('DestinationCidrBlock'),
    ),
  'AWS::EC2::VPCGatewayAttachment': (resource) =>
    askQuery(
      EC2,
      'DescribeInternetGateways',
      { 'InternetGatewayId.1': resource.property('InternetGatewayId') },
      resource.property('VpcId'),
    ),
  'AWS::EC2::SecurityGroupIngress': groupHolds('GroupId', 'ipPermissions'),
  'AWS::EC2::SecurityGroupEgress': groupHolds('GroupId', 'ipPermissionsEgress'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': balancerPart('DescribeLoadBalancers', 'LoadBalancerArns'),
  'AWS::ElasticLoadBalancingV2::TargetGroup': balancerPart('DescribeTargetGroups', 'TargetGroupArns'),
  'AWS::ElasticLoadBalancingV2::Listener': balancerPart('DescribeListeners', 'ListenerArns'),
};

function describedById(action: string, parameter: string): ExistenceChecks[string] {
  return ({ physicalId }) => askQuery(EC2, action, { [`${parameter}.1`]: physicalId }, physicalId);
}

/** A rule has no id of its own in every emulator: its group must have one in that direction. */
function groupHolds(property: string, direction: string): ExistenceChecks[string] {
  return (resource) =>
    askQuery(EC2, 'DescribeSecurityGroups', { 'GroupId.1': resource.property(property) }, `<${direction}><item>`);
}

function balancerPart(action: string, parameter: string): ExistenceChecks[string] {
  return ({ physicalId }) =>
    askQuery(ELASTIC_LOAD_BALANCING, action, { [`${parameter}.member.1`]: physicalId }, physicalId);
}
