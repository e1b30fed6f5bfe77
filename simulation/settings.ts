import { shardIds } from '../core/fleet/shard';
import { countedLeaseMs } from '../core/lease/node-lease';
import { type FleetPolicy, POLICY_DEFAULTS } from '../core/policy/fleet-policy';

/** A fleet that is small and quick, so that a schedule of some seconds goes through everything. */
export const SHARD_COUNT = 8;
export const SHARD_IDS = shardIds(SHARD_COUNT);
export const NODE_COUNT = 5;

export const POLICY: FleetPolicy = {
  ...POLICY_DEFAULTS,
  minNodes: 1,
  maxNodes: 10,
  shardCount: SHARD_COUNT,
  moveBudgets: { perNode: 1, perZone: 2, perFleet: 2 },
  leaseSeconds: 12,
  heartbeatSeconds: 4,
  tickSeconds: 5,
  moveTimeoutSeconds: 7,
};

export const LEASE_MS = POLICY.leaseSeconds * 1000;
export const HEARTBEAT_MS = POLICY.heartbeatSeconds * 1000;
export const TICK_MS = POLICY.tickSeconds * 1000;

/**
 * How wrong clocks are. Of a lease L = 1.2 C a node counts C, which lasts at most C / (1 - drift) of true time; the controller
 * waits at least L less what two of its hosts differ. 1 / 0.92 + 0.1 = 1.187 is below 1.2, so the margin covers both
 * together, and nothing covers them without it.
 */
export const CLOCK_DRIFT_FRACTION = 0.08;
export const HOST_SKEW_MS = 0.1 * countedLeaseMs(LEASE_MS);

/** After so long a caller takes a call for lost. */
export const CALL_TIMEOUT_MS = 2_000;
/** A request that was taken for lost may still arrive so much later. */
export const LATEST_ARRIVAL_MS = { table: 20_000, homes: 1_500 };
/** By any clock above what a request to S3 may be late: an upload that is about to be committed is no garbage. */
export const GARBAGE_GRACE_MS = 4_000;
export const SWEEP_MS = 1_500;
/** How often a node brings up the copies that it follows, and clears away those that nobody needs. */
export const FOLLOW_MS = 3_000;

/** How soon an agent looks when its work has changed, and how often while there is some. */
export const NOTICE_MS = 500;
export const POLL_MS = 1_000;
/** How late the index shows a change to nodes. */
export const INDEX_LAG_MS = 1_000;
/** The longest transfer of a shard when nothing fails. */
export const TRANSFER_MS = 1_200;

/** Ticks come at most this much apart. */
export const SLOWEST_TICK_MS = 1.05 * TICK_MS;
/** What a tick and its looks wait for answers: some forty calls one after another, at most 24 ms each without faults. */
export const CALLS_MS = 1_000;
/** From an order to an open shard when nothing fails: the new owner sees it, may have looked just before, and gets the copy. */
export const SERVE_MS = INDEX_LAG_MS + POLL_MS + TRANSFER_MS + CALLS_MS;
