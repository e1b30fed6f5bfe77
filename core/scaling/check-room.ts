import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import { planMoves } from '../planner/plan-moves';
import type { FleetPolicy } from '../policy/fleet-policy';
import { DISK_LIMIT_FRACTION } from '../rebalance/fleet-load';
import { type SmallerFleet, smallerFleet } from './smaller-fleet';

/** Whether the shards of leaving nodes fit on those that stay, or what stands against it. */
export type RoomCheck =
  | { readonly fits: true }
  | { readonly fits: false; readonly lack: 'disk' | 'load'; readonly text: string };

/** What is to leave, and from where. */
export interface RoomInput {
  readonly nodes: readonly FleetNode[];
  /** Ids of active nodes; those that drain already leave as well. */
  readonly leaving: readonly string[];
  /** @default - what the nodes say that they serve, without moves and followers */
  readonly shards?: readonly Shard[] | undefined;
  readonly policy: Pick<FleetPolicy, 'thresholds' | 'rebalanceToMaxOverMean' | 'replicas'>;
}

/** Sums of loads may end a hair above what they are. */
const ROUNDING = 1e-9;

/**
 * Returns whether the nodes that stay can hold all shards and copies under the disk limit, with moves in flight done, and share the load so
 * that none gets more than it can serve; as far as the planner can see in single steps: it may miss a tighter packing.
 * What it finds is room in all: it does not keep a copy off its owner's node, and the rebalancer packs in another order. Near the limits a copy
 * or a shard may still wait for room.
 * Nodes that have more than they can serve as it is are no reason: either loads are not in units of a node, or nodes are missing
 * anyway. Nor are shards of which no load is known. Deterministic, O(N + S) and a plan of `planMoves`.
 */
export function checkRoom({ nodes, leaving, shards, policy }: RoomInput): RoomCheck {
  const diskLimit = Math.min(DISK_LIMIT_FRACTION, (policy.thresholds.diskPercent ?? 100) / 100);
  const { replicas, rebalanceToMaxOverMean: aim } = policy;
  const fleet = smallerFleet(nodes, new Set(leaving), shards, { diskLimit, aim, replicas });
  if (fleet.toPlace.size === 0) {
    return { fits: true };
  }
  if (fleet.input.nodes.length === 0) {
    return { fits: false, lack: 'disk', text: 'no other node takes shards' };
  }
  const plan = planMoves(fleet.input);
  const placed = new Set(plan.moves.map((move) => move.shard));
  const noDisk = diskText(fleet, placed, diskLimit);
  if (noDisk !== undefined) {
    return { fits: false, lack: 'disk', text: noDisk };
  }
  const tooMuch = loadText(fleet, plan.after.maxOverMean * fleet.meanLoad);
  return tooMuch === undefined ? { fits: true } : { fits: false, lack: 'load', text: tooMuch };
}

/** Bytes that leave with a node. */
export function bytesToMove(node: FleetNode): number {
  return Object.values(node.heartbeat?.shards ?? {}).reduce((total, shard) => total + shard.bytes, 0);
}

function diskText({ toPlace }: SmallerFleet, placed: ReadonlySet<string>, diskLimit: number): string | undefined {
  const left = [...toPlace].filter(([name]) => !placed.has(name));
  const [largest] = left.sort(([nameA, bytesA], [nameB, bytesB]) => bytesB - bytesA || (nameA < nameB ? -1 : 1));
  if (largest === undefined) {
    return undefined;
  }
  const [name, bytes] = largest;
  const others = left.length > 1 ? `, nor do ${left.length - 1} more` : '';
  return `${name} (${bytes} bytes) fits on no other node below ${Math.round(diskLimit * 100)} % of its disk${others}`;
}

function loadText({ hasLoads, highestNow, meanNow, meanLoad }: SmallerFleet, highest: number): string | undefined {
  if (!hasLoads || meanNow > 1 || highest <= Math.max(1, highestNow) + ROUNDING) {
    return undefined;
  }
  return `the busiest node would carry ${highest.toFixed(2)} of what a node can serve, at a mean of ${meanLoad.toFixed(2)}`;
}
