import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';

/** Machines with local NVMe, see `Machine.nvme`. */
export interface NvmeMachineProps {
  /** Types with instance store, all of one CPU architecture, the preferred ones first. */
  readonly instanceTypes: ec2.InstanceType[];

  /**
   * Where the assembled instance store is mounted: an absolute path of letters, digits, `.`, `_`, `-`.
   *
   * @default '/mnt/fleet'
   */
  readonly mountPath?: string;

  /**
   * The image; it needs systemd, XFS tools and, for types with several devices, mdadm or Amazon Linux's repositories. The
   * nodes of an `ElasticFleet` also need Node.js 24 as `node-24` and the command line of AWS, or those repositories.
   *
   * @default - the newest Amazon Linux 2023 for the types' architecture, read from SSM at each deployment
   */
  readonly machineImage?: ec2.IMachineImage;
}

/** Machines with GPUs that run ECS tasks, see `Machine.gpu`. */
export interface GpuMachineProps {
  /** Types with NVIDIA GPUs, all of one CPU architecture, the preferred ones first. */
  readonly instanceTypes: ec2.InstanceType[];

  /** The cluster that the instances join. */
  readonly cluster: ecs.ICluster;

  /**
   * The image; it needs the ECS agent and the NVIDIA driver.
   *
   * @default - the newest ECS-optimized Amazon Linux 2023 with GPU support, read from SSM at each deployment
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
   */
  readonly machineImage?: ec2.IMachineImage;

  /**
   * Where the instance store of types that have one is mounted.
   *
   * @default - instance store is left alone
   */
  readonly instanceStoreMountPath?: string;
}
