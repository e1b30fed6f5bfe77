import type { LawReport } from '../report/report';
import type { LoggedCall } from './call-log';
import { countFlaps } from './flaps';
import type { FleetFacts } from './fleet-facts';
import { foreignDesiredWrites } from './foreign-desired-writes';
import { countOverlappingWrites } from './overlapping-writes';
import { countOwnerlessTicks, type OwnerlessAllowance } from './ownerless-shards';
import type { ScalingChange } from './scaling-changes';
import { terminatedWithShards } from './terminated-with-shards';
import { toWriteIntervals } from './write-intervals';
import type { WriteRecord } from './write-record';

/** What the laws are counted from: the emulator's call log, what nodes said, and when the controllers ticked. */
export interface LawEvidence {
  readonly calls: readonly LoggedCall[];
  readonly record: WriteRecord;
  readonly fleet: FleetFacts;
  readonly shardIds: readonly string[];
  readonly tickTimesMs: readonly number[];
  readonly scalingChanges: readonly ScalingChange[];
  readonly allowance: OwnerlessAllowance;
  readonly demandAt: (atMs: number) => number;
  /** What the comparison of every byte found, see `checkBytes`. */
  readonly byteFaults: readonly string[];
}

/** Returns how often each law was broken. Shares no code with the handlers and the planner. */
export function countLaws(evidence: LawEvidence): LawReport {
  const { calls, record, fleet } = evidence;
  const intervals = toWriteIntervals(record.events);
  const firstReady = record.events.find((event) => event.kind === 'ready');
  return {
    overlappingWriteIntervals: countOverlappingWrites(intervals),
    ownerlessShardTicks: countOwnerlessTicks({
      shardIds: evidence.shardIds,
      intervals,
      tickTimesMs: evidence.tickTimesMs.filter((tickMs) => tickMs < fleet.park.startMs),
      firstReadyMs: firstReady?.atMs ?? fleet.startMs,
      allowance: evidence.allowance,
    }),
    foreignDesiredWrites: foreignDesiredWrites(calls, fleet).length,
    terminatedWithShards: terminatedWithShards(calls, fleet, { intervals, ownerChanges: record.ownerChanges }).length,
    flaps: countFlaps(evidence.scalingChanges, evidence.demandAt),
    lostWrites: evidence.byteFaults.length,
  };
}
