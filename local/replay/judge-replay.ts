import { shardIds } from '../../core/fleet/shard';
import { lambdaCaller, readCallLog } from '../laws/call-log';
import { countLaws } from '../laws/count-laws';
import type { FleetFacts } from '../laws/fleet-facts';
import { mostLostBytes } from '../laws/most-lost-bytes';
import type { OwnerlessAllowance } from '../laws/ownerless-shards';
import { scalingChanges } from '../laws/scaling-changes';
import type { WriteRecord } from '../laws/write-record';
import type { MachineModel } from '../player/machine-model';
import type { DataReport } from '../report/report';
import { type ByteCheck, checkBytes } from '../writer/check-bytes';
import { readStoredValues } from '../writer/read-stored-values';
import { storedHomes } from '../writer/stored-homes';
import type { WriteCounts } from '../writer/write-ledger';
import { readDecisions } from './decision-history';
import type { DeployedFleet } from './deployed-fleet';
import type { DriverClients } from './driver-clients';
import type { PlayedTrace } from './play-trace';
import type { ReplayInput, ReplayOutcome } from './replay-input';
import type { ReplayRun } from './replay-run';
import { summarizeReplay } from './replay-summary';
import { trackBeside } from './track-beside';
import type { WarmUp } from './warm-up';

const MINUTE_MS = 60_000;
/** Lost writes that are named; all are counted. */
const FAULTS_TOLD = 10;

/** All that is known once a replay is over. */
export interface ReplayEvidence {
  readonly clients: Pick<DriverClients, 'dynamoDb' | 's3'>;
  readonly input: ReplayInput;
  readonly fleet: DeployedFleet;
  readonly machine: MachineModel;
  readonly run: ReplayRun;
  readonly record: WriteRecord;
  /** When the replay began, warm-up included, and desired capacity then. */
  readonly start: { readonly atMs: number; readonly desired: number };
  readonly warm: WarmUp;
  readonly played: PlayedTrace;
  readonly park: FleetFacts['park'];
  readonly wallSeconds: number;
}

/** Returns what a finished replay showed: its numbers, the laws it broke, and its course. */
export async function judgeReplay(evidence: ReplayEvidence): Promise<ReplayOutcome> {
  const { input, fleet, run, played, warm } = evidence;
  const calls = await readCallLog(input.cloud.callLogPath);
  const decisions = await readDecisions(evidence.clients.dynamoDb, fleet.names.tableName);
  const facts = fleetFacts(evidence);
  const check = await checkHomes(evidence);
  const changes = scalingChanges(calls, facts, evidence.start.desired);
  const laws = countLaws({
    calls,
    record: evidence.record,
    fleet: facts,
    shardIds: shardIds(fleet.policy.shardCount),
    tickTimesMs: run.tickTimesMs,
    scalingChanges: changes,
    allowance: ownerlessAllowance(evidence),
    demandAt: (atMs) => demandAt(input.trace.demand, atMs - played.startMs),
    byteFaults: check.faults,
  });
  const tracking = trackBeside({
    demand: input.trace.demand,
    policy: fleet.policy,
    startUpSeconds: evidence.machine.startUpMs / 1000,
  });
  const replay = summarizeReplay({
    samples: played.samples,
    decisions,
    moves: run.parts.player.rows.moves,
    scalingChanges: changes,
    tickMilliseconds: played.tickMilliseconds,
    wallSeconds: evidence.wallSeconds,
    warmUpMinutes: warm.minutes,
    tracking,
  });
  const { samples, events, startMs } = played;
  return {
    replay,
    laws,
    data: dataReport(run.parts.ledger.counts(), check),
    problems: [...(warm.problem ? [warm.problem] : []), ...check.faults.slice(0, FAULTS_TOLD)],
    history: { traceName: input.trace.name, fleetName: fleet.fleetName, startMs, samples, decisions, events, tracking },
  };
}

/** A fleet that was not parked still holds accepted writes in memory: only the durable ones can be asked for. */
function checkHomes({ clients, input, fleet, run }: ReplayEvidence): Promise<ByteCheck> {
  const { ledger } = run.parts;
  const writes = (input.park ?? true) ? ledger.mustHold() : ledger.mustHold().filter((write) => write.isDurable);
  const homes = storedHomes(clients.s3, fleet.names.bucketName);
  return checkBytes(homes, shardIds(fleet.policy.shardCount), writes, readStoredValues);
}

function dataReport(counts: WriteCounts, check: ByteCheck): DataReport {
  return {
    writes: counts.accepted,
    durableWrites: counts.durable,
    writtenBytes: counts.bytes,
    refused: counts.refused,
    objectsChecked: check.objects,
    bytesChecked: check.bytes,
  };
}

function fleetFacts({ fleet, run, start, park }: ReplayEvidence): FleetFacts {
  return {
    groupName: fleet.names.groupName,
    scalerCaller: lambdaCaller(fleet.scalerFunction),
    instanceIds: run.parts.player.instanceIds,
    startMs: start.atMs,
    park,
  };
}

/**
 * A transfer may take as long as a node needs that receives its budget of the largest shards at once and all that a crash left, which
 * waits for no budget, and two heartbeats: one until the node looks, one until it looks again.
 */
function ownerlessAllowance({ fleet, machine, run, record }: ReplayEvidence): OwnerlessAllowance {
  const { leaseSeconds, tickSeconds, heartbeatSeconds, moveBudgets } = fleet.policy;
  const { demand } = run.parts;
  const lostBytes = mostLostBytes(record.events, (ids) => demand.bytesOf(ids));
  const copySeconds = (moveBudgets.perNode * demand.largestBytes() + lostBytes) / machine.copyBytesPerSecond;
  return {
    leaseMs: leaseSeconds * 1000,
    tickMs: tickSeconds * 1000,
    transferMs: (copySeconds + 2 * heartbeatSeconds) * 1000,
  };
}

/** Before the trace begins and after it ends its first and last minute count. */
function demandAt(demand: readonly number[], sinceStartMs: number): number {
  const minute = Math.floor(sinceStartMs / MINUTE_MS);
  return demand[Math.min(demand.length - 1, Math.max(0, minute))] ?? 0;
}
