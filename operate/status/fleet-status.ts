import { FleetLoad } from '../../core/rebalance/fleet-load';
import { unownedShards } from '../../core/rebalance/unowned-shards';
import { type RollProgress, rollProgress } from '../roll/roll-progress';
import { findTrouble } from './find-trouble';
import type { ControllerDecision, FleetView } from './fleet-view';
import { type NodeStatus, nodeStatuses } from './node-status';

/** A fleet at one look. */
export interface FleetStatus {
  readonly fleet: string;
  readonly readAt: string;
  readonly group: {
    readonly name: string;
    readonly minSize: number;
    readonly maxSize: number;
    readonly desired: number;
    readonly instances: number;
    readonly template: string | null;
    readonly suspendedProcesses: readonly string[];
  };
  readonly switches: { readonly halted: boolean; readonly parked: boolean; readonly roll: RollProgress | null };
  readonly shards: {
    /** As the policy says. */
    readonly expected: number;
    readonly rows: number;
    readonly owned: number;
    /** Ids of shards without a live owner. */
    readonly unowned: readonly string[];
    readonly inMoves: number;
  };
  /** Largest load of a node over the mean, once all moves in flight are done. */
  readonly maxOverMean: number;
  readonly nodes: readonly NodeStatus[];
  /** Newest first. */
  readonly decisions: readonly ControllerDecision[];
  /** What wants an operator's eye, with what to do; empty when all is well. */
  readonly attention: readonly string[];
}

/** Returns the status of a fleet from what was read. Deterministic, O(nodes + shards). */
export function fleetStatus(view: FleetView, decisions: readonly ControllerDecision[]): FleetStatus {
  const { group, shards, switches } = view;
  const nodes = nodeStatuses(view);
  const unowned = unownedShards(shards, view.nodes).map((shard) => shard.id);
  return {
    fleet: view.fleet.name,
    readAt: new Date(view.readAtMs).toISOString(),
    group: {
      name: group.name,
      minSize: group.minSize,
      maxSize: group.maxSize,
      desired: group.desired,
      instances: group.instances.length,
      template: group.template ?? null,
      suspendedProcesses: group.suspendedProcesses,
    },
    switches: {
      halted: switches.halted,
      parked: switches.parked,
      roll: switches.roll ? rollProgress(switches.roll, group, view.nodes) : null,
    },
    shards: {
      expected: view.fleet.policy.shardCount,
      rows: shards.length,
      owned: shards.length - unowned.length,
      unowned,
      inMoves: shards.filter((shard) => shard.move).length,
    },
    maxOverMean: imbalance(view),
    nodes,
    decisions,
    attention: findTrouble(view, nodes, unowned),
  };
}

/** As the rebalancer counts it: a shard in a move counts where it goes. */
function imbalance({ nodes, shards, fleet }: FleetView): number {
  const load = new FleetLoad(nodes, fleet.policy.moveBudgets);
  for (const shard of shards) {
    load.seat(shard, shard.move && shard.move.state !== 'cancelled' ? shard.move.to : shard.owner);
  }
  return load.maxOverMean();
}
