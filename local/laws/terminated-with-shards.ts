import type { LoggedCall } from './call-log';
import type { FleetFacts } from './fleet-facts';
import type { WriteInterval } from './write-intervals';
import type { OwnerChange } from './write-record';

/** What the record says about who holds which shards. */
export interface Holdings {
  readonly intervals: readonly WriteInterval[];
  readonly ownerChanges: readonly OwnerChange[];
}

/**
 * Returns the terminations by our scaler of a node that at that moment accepted writes for a shard, or owned one by the
 * table (Law 2). O(calls + terminations × (I + owner changes)).
 */
export function terminatedWithShards(
  calls: readonly LoggedCall[],
  fleet: FleetFacts,
  holdings: Holdings,
): readonly LoggedCall[] {
  return calls.filter((call) => {
    const isOurs = call.caller === fleet.scalerCaller && call.operation === 'TerminateInstanceInAutoScalingGroup';
    const nodeId = String(call.params?.InstanceId);
    return isOurs && call.status < 300 && holdsShards(nodeId, call.nowMs, holdings);
  });
}

function holdsShards(nodeId: string, atMs: number, holdings: Holdings): boolean {
  const accepts = holdings.intervals.some(
    (interval) => interval.nodeId === nodeId && interval.startMs <= atMs && atMs < interval.endMs,
  );
  return accepts || ownersAt(holdings.ownerChanges, atMs).has(nodeId);
}

function ownersAt(changes: readonly OwnerChange[], atMs: number): ReadonlySet<string> {
  const owners = new Map<string, string | null>();
  for (const change of changes) {
    if (change.atMs <= atMs) {
      owners.set(change.shardId, change.owner);
    }
  }
  return new Set([...owners.values()].filter((owner) => owner !== null));
}
