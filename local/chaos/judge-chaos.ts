import { readFile } from 'node:fs/promises';
import { type AgentLine, parseAgentLog, toWriteEvents } from '../laws/agent-log';
import { countOverlappingWrites } from '../laws/overlapping-writes';
import { intervalsByShard, toWriteIntervals, type WriteInterval } from '../laws/write-intervals';
import type { WriteEvent } from '../laws/write-record';
import type { AgentLife } from '../live/live-node';
import { nearestRank } from '../nearest-rank';
import type { ByteCheck } from '../writer/check-bytes';
import type { WriteCounts } from '../writer/write-ledger';
import type { ChaosOptions, ChaosReport } from './chaos-options';
import type { ChaosCourse } from './chaos-run';

/** A Spot notice that a node was given. */
export interface SpotNotice {
  readonly nodeId: string;
  /** On the machine's monotonic clock. */
  readonly givenMs: number;
}

/** All that is known once a run is over. */
export interface ChaosEvidence {
  readonly options: ChaosOptions;
  readonly course: ChaosCourse;
  readonly check: ByteCheck;
  readonly counts: WriteCounts;
  readonly lives: readonly AgentLife[];
  readonly notices: readonly SpotNotice[];
}

/** A copy of a chaos run's few bytes takes no longer. */
const TRANSFER_SECONDS = 1;
/** An agent at rest looks for work each second. */
const POLL_SECONDS = 1;

/** Returns what a chaos run showed. */
export async function judgeChaos(evidence: ChaosEvidence): Promise<ChaosReport> {
  const { options, course, check, counts } = evidence;
  const lines = await Promise.all(evidence.lives.map(readLife));
  const intervals = toWriteIntervals(
    lines.flatMap(({ events }) => events).sort((left, right) => left.atMs - right.atMs),
  );
  const overlappingWriteIntervals = countOverlappingWrites(intervals);
  const convergedSeconds = (course.convergedMs - course.lastKillMs) / 1000;
  const { leaseSeconds, tickSeconds } = options;
  const tick = Math.max(tickSeconds, course.slowestTickMs / 1000);
  const allowedSeconds = round(leaseSeconds + tick + POLL_SECONDS + TRANSFER_SECONDS);
  const problems = [
    ...check.faults.slice(0, 20),
    ...(overlappingWriteIntervals > 0 ? [`${overlappingWriteIntervals} intervals of writes overlap`] : []),
    ...(convergedSeconds > allowedSeconds
      ? [`converged after ${convergedSeconds} s, allowed ${allowedSeconds} s`]
      : []),
  ];
  return {
    ok: problems.length === 0,
    killsByKind: countKinds(course),
    convergedSeconds,
    allowedSeconds,
    overlappingWriteIntervals,
    writes: counts.accepted,
    durableWrites: counts.durable,
    objectsChecked: check.objects,
    bytesChecked: check.bytes,
    writePauseMs: pauses(intervals),
    spotFlushMs: spotFlushes(evidence.notices, lines),
    problems,
  };
}

async function readLife({ nodeId, logFile, endedMs }: AgentLife) {
  const lines = parseAgentLog(await readFile(logFile, 'utf8'));
  return { nodeId, lines, events: endAll(nodeId, toWriteEvents(nodeId, lines), endedMs) };
}

/** A service is dead once its process is: what it had open is closed then. */
function endAll(nodeId: string, events: readonly WriteEvent[], endedMs: number): readonly WriteEvent[] {
  const open = new Set<string>();
  for (const event of events) {
    if (event.kind === 'open') {
      open.add(event.shardId);
    } else if (event.kind === 'close') {
      open.delete(event.shardId);
    }
  }
  return [...events, ...[...open].map((shardId): WriteEvent => ({ kind: 'close', atMs: endedMs, nodeId, shardId }))];
}

function countKinds({ kills }: ChaosCourse): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of kills) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Gaps between two owners of which the first closed by itself: those of planned moves. */
function pauses(intervals: readonly WriteInterval[]): ChaosReport['writePauseMs'] {
  const gaps: number[] = [];
  for (const list of intervalsByShard(intervals).values()) {
    list.forEach((interval, index) => {
      const next = list[index + 1];
      const isPlanned = next !== undefined && next.epoch === interval.epoch + 1 && next.nodeId !== interval.nodeId;
      if (isPlanned && interval.endMs === interval.possibleEndMs) {
        gaps.push(next.startMs - interval.endMs);
      }
    });
  }
  return { count: gaps.length, median: Math.round(nearestRank(gaps, 0.5)), p99: Math.round(nearestRank(gaps, 0.99)) };
}

/** Nodes that died before they heard of their notice, or had nothing to flush, do not count. */
function spotFlushes(
  notices: readonly SpotNotice[],
  lives: readonly { readonly nodeId: string; readonly lines: readonly AgentLine[] }[],
): ChaosReport['spotFlushMs'] {
  const delays = notices.flatMap(({ nodeId, givenMs }) => {
    const lines = lives.filter((life) => life.nodeId === nodeId).flatMap((life) => life.lines);
    const heard = lines.find((line) => line.event === 'spot-notice')?.monotonicMs;
    const flush =
      heard === undefined
        ? undefined
        : lines.find(({ event, monotonicMs: atMs }) => event === 'flushed' && atMs >= heard);
    return flush ? [flush.monotonicMs - givenMs] : [];
  });
  return { count: delays.length, highest: Math.max(0, ...delays) };
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
