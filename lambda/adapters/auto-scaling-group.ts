import {
  type Activity,
  type AutoScalingClient,
  type AutoScalingGroup,
  AutoScalingServiceException,
  CompleteLifecycleActionCommand,
  DescribeAutoScalingGroupsCommand,
  paginateDescribeScalingActivities,
  RecordLifecycleActionHeartbeatCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import type { GroupState } from '../../core/fleet/node';
import type { FailedLaunch, GroupPort, HookAnswer } from '../ports';
import { NoGroupError } from './no-group-error';
import { ScalingInProgressError } from './scaling-in-progress-error';

/**
 * Errors that a later tick mends by itself.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html#API_TerminateInstanceInAutoScalingGroup_Errors
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html#API_SuspendProcesses_Errors
 */
const BUSY_CODES = new Set(['ScalingActivityInProgress', 'ResourceContention', 'ResourceInUse']);

/** Pages of scaling activities that are read at most: 100 activities each, newest first. */
const ACTIVITY_PAGES = 3;

const LONGEST_LAUNCH_MS = 2 * 3600_000;

/** The fleet's Auto Scaling group on AWS. */
export class AwsAutoScalingGroup implements GroupPort {
  constructor(
    private readonly client: AutoScalingClient,
    private readonly groupName: string,
  ) {}

  /** @throws NoGroupError when there is no group of that name. */
  async describe(): Promise<GroupState> {
    const answer = await this.client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.groupName] }),
    );
    const group = answer.AutoScalingGroups?.[0];
    if (group === undefined) {
      throw new NoGroupError(this.groupName);
    }
    return toGroupState(group, this.groupName);
  }

  async failedLaunches(sinceMs: number): Promise<readonly FailedLaunch[]> {
    const failed: FailedLaunch[] = [];
    const pages = paginateDescribeScalingActivities({ client: this.client }, { AutoScalingGroupName: this.groupName });
    let pagesLeft = ACTIVITY_PAGES;
    for await (const page of pages) {
      const activities = page.Activities ?? [];
      failed.push(...activities.filter((activity) => isFailedLaunch(activity, sinceMs)).map(toFailedLaunch));
      pagesLeft -= 1;
      if (pagesLeft === 0 || activities.some((activity) => startedLongBefore(activity, sinceMs))) {
        break;
      }
    }
    return failed;
  }

  async setDesired(desired: number): Promise<void> {
    const command = new SetDesiredCapacityCommand({
      AutoScalingGroupName: this.groupName,
      DesiredCapacity: desired,
      HonorCooldown: false,
    });
    await unlessBusy(`SetDesiredCapacity to ${desired}`, () => this.client.send(command));
  }

  async terminate(instanceId: string, decrement: boolean): Promise<void> {
    const command = new TerminateInstanceInAutoScalingGroupCommand({
      InstanceId: instanceId,
      ShouldDecrementDesiredCapacity: decrement,
    });
    await unlessBusy(`TerminateInstanceInAutoScalingGroup of ${instanceId}`, () => this.client.send(command));
  }

  async suspendProcesses(names: readonly string[]): Promise<void> {
    const command = new SuspendProcessesCommand({
      AutoScalingGroupName: this.groupName,
      ScalingProcesses: [...names],
    });
    await unlessBusy(`SuspendProcesses ${names.join(', ')}`, () => this.client.send(command));
  }

  completeHook(hook: HookAnswer): Promise<boolean> {
    return isStillPending(() =>
      this.client.send(
        new CompleteLifecycleActionCommand({ ...this.hookOf(hook), LifecycleActionResult: hook.result }),
      ),
    );
  }

  extendHook(hook: Omit<HookAnswer, 'result'>): Promise<boolean> {
    return isStillPending(() => this.client.send(new RecordLifecycleActionHeartbeatCommand(this.hookOf(hook))));
  }

  private hookOf(hook: Omit<HookAnswer, 'result'>) {
    return {
      AutoScalingGroupName: this.groupName,
      LifecycleHookName: hook.hookName,
      InstanceId: hook.instanceId,
    };
  }
}

function toGroupState(group: AutoScalingGroup, name: string): GroupState {
  return {
    name,
    minSize: group.MinSize ?? 0,
    maxSize: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    instances: (group.Instances ?? []).map((instance) => ({
      instanceId: instance.InstanceId ?? '',
      lifecycleState: instance.LifecycleState ?? '',
      zone: instance.AvailabilityZone ?? '',
      healthy: instance.HealthStatus !== 'Unhealthy',
    })),
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap((process) => process.ProcessName ?? []),
  };
}

/** A launch whose hook runs out fails long after it started. */
function failedAtMs(activity: Activity): number {
  return (activity.EndTime ?? activity.StartTime)?.getTime() ?? 0;
}

/** Activities come newest start first; a launch fails at most two hours, the longest wait at a hook, after its start. */
function startedLongBefore(activity: Activity, timeMs: number): boolean {
  return (activity.StartTime?.getTime() ?? 0) < timeMs - LONGEST_LAUNCH_MS;
}

/** A launch that its hook abandoned is listed as cancelled, but failed all the same; one cancelled by us is none. */
function isFailedLaunch(activity: Activity, sinceMs: number): boolean {
  const isLaunch = activity.Description?.startsWith('Launching') === true;
  const wasAbandoned = activity.StatusCode === 'Cancelled' && /Lifecycle Action/.test(activity.StatusMessage ?? '');
  return isLaunch && (activity.StatusCode === 'Failed' || wasAbandoned) && failedAtMs(activity) >= sinceMs;
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-capacity.html */
function toFailedLaunch(activity: Activity): FailedLaunch {
  const message = activity.StatusMessage ?? '';
  return {
    failedAtMs: failedAtMs(activity),
    message,
    noCapacity: /InsufficientInstanceCapacity|do not have sufficient|no Spot capacity|UnfulfillableCapacity/i.test(
      message,
    ),
  };
}

async function unlessBusy(operation: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined && BUSY_CODES.has(code)) {
      throw new ScalingInProgressError(operation, code);
    }
    throw error;
  }
}

/**
 * AWS answers a hook that somebody else has completed, or that timed out, with a ValidationError.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/completing-lifecycle-hooks.html
 */
async function isStillPending(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (codeOf(error) === 'ValidationError' && /no active lifecycle action/i.test(String(error))) {
      return false;
    }
    throw error;
  }
}

/** SDK classes append `Fault` to some codes; the code itself is what AWS documents. */
function codeOf(error: unknown): string | undefined {
  return error instanceof AutoScalingServiceException ? error.name.replace(/Fault$/, '') : undefined;
}
