import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { RightSizePorts } from '../right-size/ports';
import { CloudWatchUsage } from './cloudwatch-usage';
import { EcsTasks } from './ecs-tasks';
import { AwsGroupMachines } from './group-machines';
import type { ConnectionSettings } from './open-aws-fleet';

/** What right-sizing needs of AWS, with what has to be closed at the end. */
export interface OpenRightSize {
  readonly ports: RightSizePorts;
  close(): void;
}

/** Returns the ports on AWS, or on an emulator. */
export function openRightSize(settings: ConnectionSettings): OpenRightSize {
  const cloudWatch = new CloudWatchClient({ ...settings });
  const ecs = new ECSClient({ ...settings });
  const ec2 = new EC2Client({ ...settings });
  return {
    ports: {
      usage: new CloudWatchUsage(cloudWatch),
      tasks: new EcsTasks(ecs),
      machines: new AwsGroupMachines(ec2),
      clock: () => Date.now(),
    },
    close: () => {
      for (const client of [cloudWatch, ecs, ec2]) {
        client.destroy();
      }
    },
  };
}
