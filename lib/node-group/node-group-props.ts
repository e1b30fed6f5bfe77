import type { Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Machine } from './machine';
import type { Purchase } from './purchase';
import type { Workload } from './workload';

/** Properties of a `NodeGroup`. */
export interface NodeGroupProps {
  /** The network of the instances; no NAT is needed, an S3 gateway endpoint is. For machines in an ECS cluster see `Machine.gpu`. */
  readonly vpc: ec2.IVpc;

  /** What a node is made of. */
  readonly machine: Machine;

  /** Most instances, at least `minCapacity`. */
  readonly maxCapacity: number;

  /**
   * Name of the Auto Scaling group, for what must know it before the group exists. Changing it replaces the group.
   *
   * @default - a name that CloudFormation makes
   */
  readonly groupName?: string;

  /**
   * Fewest instances, which is also what the group starts with.
   *
   * @default - 0 if ECS manages the capacity, otherwise 1
   */
  readonly minCapacity?: number;

  /**
   * Who sets the desired capacity.
   *
   * @default - `Workload.ecsManaged()` for machines in an ECS cluster, otherwise `Workload.stateful()`
   */
  readonly workload?: Workload;

  /**
   * How instances are bought.
   *
   * @default Purchase.onDemand()
   */
  readonly purchase?: Purchase;

  /**
   * Subnets of the instances.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The instances' security group.
   *
   * @default - a new one, with everything allowed outwards and nothing inwards
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * The instances' role; rights are added to it.
   *
   * @default - a new one, without any right of its own
   */
  readonly role?: iam.IRole;

  /**
   * Whether Session Manager may open shells on the instances, see `NodeGroup.allowSessions`. What else Systems Manager does, such as Run
   * Command, takes rights that you add.
   *
   * @default false
   */
  readonly sessionManagerAccess?: boolean;

  /**
   * Size of the root volume in whole gibibytes, from 8 to 16384; at least that of the image.
   *
   * @default - 30 GiB for NVMe machines, 100 GiB for GPU machines
   */
  readonly rootVolumeSize?: Size;

  /**
   * The image's root device.
   *
   * @default '/dev/xvda'
   */
  readonly rootDeviceName?: string;

  /**
   * Key that encrypts the root volume. Instance store is encrypted by its hardware, whatever is set here.
   *
   * @default - the account's default key for EBS
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How many network hops an answer of the instance metadata service may take, from 1 to 64.
   *
   * With 1, processes and containers on the host's network get credentials of the role, and containers on a bridge do
   * not; give those a task role instead of raising this.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
   */
  readonly metadataHopLimit?: number;
}
