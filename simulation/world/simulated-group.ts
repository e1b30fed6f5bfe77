import type { GroupState } from '../../core/fleet/node';
import type { GroupPort } from '../../lambda/ports';
import type { Machine } from './machine';

/** The Auto Scaling group: all instances in service, until one is lost. */
export class SimulatedGroup implements Pick<GroupPort, 'describe'> {
  private state: GroupState;

  constructor(machines: readonly Machine[]) {
    const instances = machines.map(({ id, zone }) => ({
      instanceId: id,
      lifecycleState: 'InService',
      zone,
      healthy: true,
    }));
    const size = machines.length;
    this.state = { name: 'group', minSize: 1, maxSize: 10, desired: size, instances, suspendedProcesses: [] };
  }

  async describe(): Promise<GroupState> {
    return this.state;
  }

  /** The group notices that an instance is gone. */
  drop(instanceId: string): void {
    const instances = this.state.instances.filter((instance) => instance.instanceId !== instanceId);
    this.state = { ...this.state, instances };
  }
}
