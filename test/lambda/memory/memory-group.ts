import type { GroupInstance, GroupState } from '../../../core/fleet/node';
import { ScalingInProgressError } from '../../../lambda/adapters/scaling-in-progress-error';
import type { FailedLaunch, GroupPort, HookAnswer } from '../../../lambda/ports';

/** An Auto Scaling group in memory: it obeys at once, and launches only when told by `launch`. */
export class MemoryGroup implements GroupPort {
  readonly instances = new Map<string, GroupInstance>();
  readonly calls: string[] = [];
  failures: readonly FailedLaunch[] = [];
  suspendedProcesses: readonly string[] = ['AZRebalance'];
  desired = 0;
  minSize = 0;
  maxSize = 1000;
  /** While true every change answers as AWS does during another scaling activity. */
  busy = false;
  private launched = 0;

  /** Adds an instance in the given state; in service unless said otherwise. */
  add(instanceId: string, zone: string, lifecycleState = 'InService'): void {
    this.instances.set(instanceId, { instanceId, lifecycleState, zone, healthy: true });
  }

  /** Launches what desired asks for, zones in turn; returns the new ids. */
  launch(lifecycleState = 'Pending:Wait', zones: readonly string[] = ['a', 'b']): readonly string[] {
    const ids: string[] = [];
    while (this.standing() < this.desired) {
      const id = `i-new-${String(this.launched).padStart(3, '0')}`;
      this.add(id, zones[this.launched % zones.length] ?? 'a', lifecycleState);
      this.launched += 1;
      ids.push(id);
    }
    return ids;
  }

  /** Sets an instance's lifecycle state. */
  setState(instanceId: string, lifecycleState: string): void {
    const instance = this.instances.get(instanceId);
    if (instance === undefined) {
      throw new Error(`the group has no instance ${instanceId}`);
    }
    this.instances.set(instanceId, { ...instance, lifecycleState });
  }

  async describe(): Promise<GroupState> {
    return {
      name: 'fleet',
      minSize: this.minSize,
      maxSize: this.maxSize,
      desired: this.desired,
      instances: [...this.instances.values()],
      suspendedProcesses: this.suspendedProcesses,
    };
  }

  async failedLaunches(sinceMs: number): Promise<readonly FailedLaunch[]> {
    return this.failures.filter((failure) => failure.failedAtMs >= sinceMs);
  }

  async setDesired(desired: number): Promise<void> {
    this.change(`setDesired ${desired}`);
    this.desired = desired;
  }

  async terminate(instanceId: string, decrement: boolean): Promise<void> {
    this.change(`terminate ${instanceId}${decrement ? ' decrement' : ''}`);
    if (this.instances.delete(instanceId) && decrement) {
      this.desired -= 1;
    }
  }

  async suspendProcesses(names: readonly string[]): Promise<void> {
    this.change(`suspend ${names.join(' ')}`);
    this.suspendedProcesses = [...new Set([...this.suspendedProcesses, ...names])];
  }

  async completeHook(hook: HookAnswer): Promise<boolean> {
    this.change(`complete ${hook.hookName} ${hook.instanceId} ${hook.result}`);
    const state = this.instances.get(hook.instanceId)?.lifecycleState;
    if (state === 'Pending:Wait') {
      this.setState(hook.instanceId, 'InService');
      return true;
    }
    return state === 'Terminating:Wait' && this.instances.delete(hook.instanceId);
  }

  async extendHook(hook: Omit<HookAnswer, 'result'>): Promise<boolean> {
    this.change(`extend ${hook.hookName} ${hook.instanceId}`);
    return this.instances.get(hook.instanceId)?.lifecycleState.endsWith(':Wait') ?? false;
  }

  private change(call: string): void {
    if (this.busy) {
      throw new ScalingInProgressError(call, 'ScalingActivityInProgress');
    }
    this.calls.push(call);
  }

  private standing(): number {
    return [...this.instances.values()].filter((instance) => !instance.lifecycleState.startsWith('Terminating')).length;
  }
}
