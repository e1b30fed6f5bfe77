import type { Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';

/** What the group tells a machine before it renders its user data. */
export interface MachineContext {
  readonly stateful: boolean;
  /** Whether CDK itself appends the line with the cluster's name. */
  readonly clusterLineByCdk: boolean;
}

/** One kind of machine, as the group needs it. */
export interface MachineSettings {
  readonly instanceTypes: ec2.InstanceType[];
  /** The image that the user gave. */
  readonly image?: ec2.IMachineImage;
  /** Makes the image when the user gave none; called only after the types were checked. */
  readonly makeDefaultImage: () => ec2.IMachineImage;
  /** Whether the default image exists for x86_64 alone. */
  readonly x86Only: boolean;
  readonly defaultRootVolumeSize: Size;
  readonly mountPath?: string;
  /** The ECS cluster that the instances join, if any. */
  readonly cluster?: ecs.ICluster;
  readonly renderCommands: (context: MachineContext) => string[];
}
