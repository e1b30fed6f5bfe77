import { Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { NvmeMachineProps } from './machine-props';
import type { MachineSettings } from './machine-settings';
import { renderInstanceStoreCommands } from './user-data/instance-store-commands';

const DEFAULT_MOUNT_PATH = '/mnt/fleet';

/** Returns the settings of a machine with local NVMe. */
export function nvmeMachineSettings(props: NvmeMachineProps): MachineSettings {
  const mountPath = props.mountPath ?? DEFAULT_MOUNT_PATH;
  return {
    instanceTypes: props.instanceTypes,
    image: props.machineImage,
    makeDefaultImage: () => ec2.MachineImage.latestAmazonLinux2023({ cpuType: cpuTypeOf(props.instanceTypes) }),
    x86Only: false,
    defaultRootVolumeSize: Size.gibibytes(30),
    mountPath,
    renderCommands: () => renderInstanceStoreCommands(mountPath),
  };
}

function cpuTypeOf(instanceTypes: ec2.InstanceType[]): ec2.AmazonLinuxCpuType {
  const isArm = instanceTypes[0]?.architecture === ec2.InstanceArchitecture.ARM_64;
  return isArm ? ec2.AmazonLinuxCpuType.ARM_64 : ec2.AmazonLinuxCpuType.X86_64;
}
