import { type EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { GroupMachines, MachinePort } from '../right-size/ports';

/** Instances of Auto Scaling groups, found by the tag that AWS gives them. */
export class AwsGroupMachines implements MachinePort {
  constructor(private readonly client: EC2Client) {}

  async describe(groupName: string): Promise<GroupMachines> {
    const counts = new Map<string, number>();
    let detailedMonitoring = false;
    let oldestLaunchMs = Number.POSITIVE_INFINITY;
    const filters = [
      { Name: 'tag:aws:autoscaling:groupName', Values: [groupName] },
      { Name: 'instance-state-name', Values: ['running'] },
    ];
    for await (const page of paginateDescribeInstances({ client: this.client }, { Filters: filters })) {
      for (const instance of (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? [])) {
        const type = instance.InstanceType ?? 'unknown';
        counts.set(type, (counts.get(type) ?? 0) + 1);
        oldestLaunchMs = Math.min(oldestLaunchMs, instance.LaunchTime?.getTime() ?? oldestLaunchMs);
        detailedMonitoring ||= instance.Monitoring?.State === 'enabled';
      }
    }
    return { counts, oldestLaunchMs, detailedMonitoring };
  }
}
