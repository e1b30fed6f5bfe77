import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { NodeGroupProps } from './node-group-props';
import { allowVolumeEncryption } from './volume-key-policy';

/** What the group has made before its launch template. */
export interface LaunchTemplateParts {
  readonly role: iam.IRole;
  readonly userData: ec2.UserData;
}

/** Creates the launch template of a group: IMDSv2 only, an encrypted root volume, no public address unasked. */
export function createLaunchTemplate(
  scope: Construct,
  props: NodeGroupProps,
  parts: LaunchTemplateParts,
): ec2.LaunchTemplate {
  const settings = props.machine._settings;
  if (props.encryptionKey !== undefined) {
    allowVolumeEncryption(scope, props.encryptionKey);
  }
  return new ec2.LaunchTemplate(scope, 'LaunchTemplate', {
    machineImage: settings.image ?? settings.makeDefaultImage(),
    role: parts.role,
    userData: parts.userData,
    securityGroup: props.securityGroup ?? createSecurityGroup(scope, props.vpc),
    blockDevices: [{ deviceName: props.rootDeviceName ?? '/dev/xvda', volume: rootVolume(props) }],
    ebsOptimized: true,
    requireImdsv2: true,
    httpPutResponseHopLimit: props.metadataHopLimit ?? 1,
  });
}

function createSecurityGroup(scope: Construct, vpc: ec2.IVpc): ec2.SecurityGroup {
  return new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description: `Nodes of ${scope.node.path}` });
}

function rootVolume(props: NodeGroupProps): ec2.BlockDeviceVolume {
  const size = props.rootVolumeSize ?? props.machine._defaultRootVolumeSize;
  return ec2.BlockDeviceVolume.ebs(size.toGibibytes(), {
    encrypted: true,
    kmsKey: props.encryptionKey,
    volumeType: ec2.EbsDeviceVolumeType.GP3,
    deleteOnTermination: true,
  });
}
