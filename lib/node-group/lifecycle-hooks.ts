import { Duration } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type { StatefulWorkloadProps } from './workload';

/** Name of the hook that holds a new instance until its first heartbeat. */
export const LAUNCH_HOOK_NAME = 'fleet-launch';

/** Name of the hook that holds a leaving instance until it owns no shard. */
export const TERMINATE_HOOK_NAME = 'fleet-terminate';

/**
 * Returns the two hooks of a stateful group, for the group's own property: hooks that are resources of their own come
 * after the first instances.
 *
 * Both end in ABANDON when nobody answers: a launch that never reported is replaced, and a termination whose drain did
 * not end is, with the group's retention trigger, kept.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-lifecyclehookspecification.html
 */
export function renderLifecycleHooks(
  props: StatefulWorkloadProps,
): autoscaling.CfnAutoScalingGroup.LifecycleHookSpecificationProperty[] {
  const launchTimeout = props.launchTimeout ?? Duration.minutes(15);
  const terminateHeartbeat = props.terminateHeartbeat ?? Duration.minutes(30);
  return [
    {
      lifecycleHookName: LAUNCH_HOOK_NAME,
      lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      defaultResult: 'ABANDON',
      heartbeatTimeout: launchTimeout.toSeconds(),
    },
    {
      lifecycleHookName: TERMINATE_HOOK_NAME,
      lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      defaultResult: 'ABANDON',
      heartbeatTimeout: terminateHeartbeat.toSeconds(),
    },
  ];
}
