import {
  type AutoScalingClient,
  AutoScalingServiceException,
  CompleteLifecycleActionCommand,
  RecordLifecycleActionHeartbeatCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import type { GroupState } from '../../core/fleet/node';
import type { FailedLaunch, GroupPort, HookAnswer } from '../ports';
import { describeGroup } from './describe-group';
import { failedLaunchesOf } from './failed-launches';
import { ScalingInProgressError } from './scaling-in-progress-error';

/**
 * Errors that a later tick mends by itself.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html#API_TerminateInstanceInAutoScalingGroup_Errors
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html#API_SuspendProcesses_Errors
 */
const BUSY_CODES = new Set(['ScalingActivityInProgress', 'ResourceContention', 'ResourceInUse']);

/** The fleet's Auto Scaling group on AWS. */
export class AwsAutoScalingGroup implements GroupPort {
  constructor(
    private readonly client: AutoScalingClient,
    private readonly groupName: string,
  ) {}

  /** @throws NoGroupError when there is no group of that name. */
  describe(): Promise<GroupState> {
    return describeGroup(this.client, this.groupName);
  }

  failedLaunches(sinceMs: number): Promise<readonly FailedLaunch[]> {
    return failedLaunchesOf(this.client, this.groupName, sinceMs);
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
