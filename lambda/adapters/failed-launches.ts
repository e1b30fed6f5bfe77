import { type Activity, type AutoScalingClient, paginateDescribeScalingActivities } from '@aws-sdk/client-auto-scaling';
import type { FailedLaunch } from '../ports';

/** Pages of scaling activities that are read at most: 100 activities each, newest first. */
const ACTIVITY_PAGES = 3;

const LONGEST_LAUNCH_MS = 2 * 3600_000;

/** Returns the launches of a group that failed since a time, newest first. */
export async function failedLaunchesOf(
  client: AutoScalingClient,
  groupName: string,
  sinceMs: number,
): Promise<readonly FailedLaunch[]> {
  const failed: FailedLaunch[] = [];
  let succeededMs = 0;
  const pages = paginateDescribeScalingActivities({ client }, { AutoScalingGroupName: groupName });
  let pagesLeft = ACTIVITY_PAGES;
  for await (const page of pages) {
    const activities = page.Activities ?? [];
    failed.push(...activities.filter((activity) => isFailedLaunch(activity, sinceMs)).map(toFailedLaunch));
    succeededMs = Math.max(succeededMs, ...activities.filter(isLaunched).map(endedAtMs));
    pagesLeft -= 1;
    if (pagesLeft === 0 || activities.some((activity) => startedLongBefore(activity, sinceMs))) {
      break;
    }
  }
  // AWS lists them by their start.
  return failed
    .sort((left, right) => right.failedAtMs - left.failedAtMs)
    .map((launch) => (launch.failedAtMs < succeededMs ? { ...launch, hasSucceededSince: true } : launch));
}

/** A launch whose hook runs out fails long after it started. */
function endedAtMs(activity: Activity): number {
  return (activity.EndTime ?? activity.StartTime)?.getTime() ?? 0;
}

/** Activities come newest start first; a launch fails at most two hours, the longest wait at a hook, after its start. */
function startedLongBefore(activity: Activity, timeMs: number): boolean {
  return (activity.StartTime?.getTime() ?? 0) < timeMs - LONGEST_LAUNCH_MS;
}

function isLaunch({ Description }: Activity): boolean {
  return Description?.startsWith('Launching') === true;
}

function isLaunched(activity: Activity): boolean {
  return isLaunch(activity) && activity.StatusCode === 'Successful';
}

/** A launch that its hook abandoned is listed as cancelled, but failed all the same; one cancelled by us is none. */
function isFailedLaunch(activity: Activity, sinceMs: number): boolean {
  const wasAbandoned = activity.StatusCode === 'Cancelled' && /Lifecycle Action/.test(activity.StatusMessage ?? '');
  return isLaunch(activity) && (activity.StatusCode === 'Failed' || wasAbandoned) && endedAtMs(activity) >= sinceMs;
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-capacity.html */
function toFailedLaunch(activity: Activity): FailedLaunch {
  const message = activity.StatusMessage ?? '';
  return {
    failedAtMs: endedAtMs(activity),
    message,
    noCapacity: /InsufficientInstanceCapacity|do not have sufficient|no Spot capacity|UnfulfillableCapacity/i.test(
      message,
    ),
  };
}
