import type { Reason } from '../decision';
import type { FleetNode } from '../fleet/node';

/** Take-overs stop when more than this fraction of the nodes miss their heartbeats at once. */
export const BRAKE_FRACTION = 0.2;
/** For so many ticks, then the nodes are taken for dead after all. */
export const BRAKE_TICKS = 3;

/** A node to declare dead. */
export interface Fence {
  readonly nodeId: string;
  readonly incarnation: string;
  readonly counter: number;
}

/** Which nodes to fence in this tick, and how long the brake has been on. */
export interface FenceDecision {
  readonly fences: readonly Fence[];
  /** 0 while the brake is off. */
  readonly brakedTicks: number;
  /** Present while the brake is on. */
  readonly brake?: Reason;
}

/**
 * Returns the nodes to declare dead: those whose lease is over, unless so many went silent at once that the fault is
 * more likely the network's or the table's than theirs. A single silent node never brakes, and neither do instances that
 * the group no longer lists: they were ended, so their silence says nothing of the others. Pure, O(N).
 */
export function decideFences(nodes: readonly FleetNode[], brakedTicksBefore: number): FenceDecision {
  const alive = nodes.filter((node) => node.heartbeat && !node.heartbeat.fenced);
  const silent = alive.filter((node) => node.state === 'down');
  if (silent.length === 0) {
    return { fences: [], brakedTicks: 0 };
  }
  const listed = alive.filter((node) => node.instance);
  const suspicious = silent.filter((node) => node.instance);
  const isMassFailure = suspicious.length > 1 && suspicious.length > listed.length * BRAKE_FRACTION;
  if (isMassFailure && brakedTicksBefore < BRAKE_TICKS) {
    const count = `${suspicious.length} of ${listed.length} nodes`;
    const text = `${count} went silent at once: no take-overs for ${BRAKE_TICKS} ticks`;
    const ended = silent.filter((node) => !node.instance);
    return {
      fences: ended.flatMap(toFences),
      brakedTicks: brakedTicksBefore + 1,
      brake: { code: 'mass-failure', text },
    };
  }
  return { fences: silent.flatMap(toFences), brakedTicks: isMassFailure ? brakedTicksBefore : 0 };
}

function toFences({ heartbeat }: FleetNode): Fence[] {
  return heartbeat
    ? [{ nodeId: heartbeat.nodeId, incarnation: heartbeat.incarnation, counter: heartbeat.counter }]
    : [];
}
