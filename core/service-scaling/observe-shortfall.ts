import type { ServiceTasks, Shortfall } from './find-shortage';

/** What is looked at. */
export interface ShortfallInput {
  readonly nowMs: number;
  readonly tasks: Pick<ServiceTasks, 'running' | 'desired' | 'isDeploying'>;
  /** Of the scalable target: above desired it waits for a scaling activity, as desired above what runs waits for tasks. */
  readonly floor: number;
}

/**
 * Returns the shortfall after one more look; nothing while no task lacks. It begins anew when more tasks run than ever in it: a service
 * that is asked for more each minute gets its tasks, one whose tasks start and die does not. A deployment ends tasks before it starts others:
 * while one is in progress any other number that runs shows that it goes on. Pure, O(1).
 */
export function observeShortfall(
  before: Shortfall | undefined,
  { nowMs, tasks: { running, desired, isDeploying }, floor }: ShortfallInput,
): Shortfall | undefined {
  if (running >= desired && desired >= floor) {
    return undefined;
  }
  const mostRunning = before?.mostRunning ?? Number.NEGATIVE_INFINITY;
  const isStuck = isDeploying ? running === mostRunning : running <= mostRunning;
  return before && isStuck ? before : { sinceMs: nowMs, mostRunning: running };
}
