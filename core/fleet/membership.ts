import { isLeaseOver, type LeaseObservation, type LeaseReading, observeLease } from '../lease/controller-lease';
import type { NodeRecords } from '../table/parse-nodes';
import type { DrainCause, FleetNode, GroupInstance, GroupState, Heartbeat, NodeControl, NodeState } from './node';

/** Lease observations by node id; what a controller remembers from tick to tick. */
export type LeaseObservations = Readonly<Record<string, LeaseObservation>>;

/** What membership is read from, anew each tick (Law 5). */
export interface MembershipInput {
  readonly group: GroupState;
  readonly records: NodeRecords;
  readonly observations: LeaseObservations;
  readonly reading: LeaseReading;
}

/** The fleet's nodes, and the observations to remember for the next tick. */
export interface Membership {
  /** In order of id. */
  readonly nodes: readonly FleetNode[];
  readonly observations: LeaseObservations;
}

/**
 * Returns who is in the fleet and in which state, from what the group lists and what the table says. Nodes that the
 * group no longer lists stay until their records are removed. Deterministic, O(N log N).
 */
export function readMembership(input: MembershipInput): Membership {
  const instances = new Map(input.group.instances.map((instance) => [instance.instanceId, instance]));
  const ids = [...new Set([...instances.keys(), ...input.records.heartbeats.keys()])].sort();
  const observations: Record<string, LeaseObservation> = {};
  const nodes = ids.map((id) => {
    const heartbeat = input.records.heartbeats.get(id);
    if (heartbeat) {
      observations[id] = observeLease(input.observations[id], heartbeat, input.reading);
    }
    const leaseOver = heartbeat !== undefined && isOver(heartbeat, observations[id], input.reading);
    return toNode(id, instances.get(id), heartbeat, input.records.controls.get(id), leaseOver);
  });
  return { nodes, observations };
}

function isOver(heartbeat: Heartbeat, observation: LeaseObservation | undefined, reading: LeaseReading): boolean {
  return heartbeat.fenced || (observation !== undefined && isLeaseOver(observation, reading));
}

function toNode(
  id: string,
  instance: GroupInstance | undefined,
  heartbeat: Heartbeat | undefined,
  control: NodeControl | undefined,
  leaseOver: boolean,
): FleetNode {
  const zone = instance?.zone ?? heartbeat?.zone ?? '';
  if (heartbeat === undefined || leaseOver) {
    return { id, zone, state: heartbeat === undefined ? 'joining' : 'down', instance, heartbeat };
  }
  const drainCause = drainCauseOf(instance, control);
  return { id, zone, state: stateOfLive(instance, drainCause), instance, heartbeat, drainCause };
}

function stateOfLive(instance: GroupInstance | undefined, drainCause: DrainCause | undefined): NodeState {
  if (drainCause !== undefined) {
    return 'draining';
  }
  return instance?.lifecycleState === 'InService' ? 'active' : 'joining';
}

/** An instance that AWS is ending drains whatever the control word says; one the group forgot does too. */
function drainCauseOf(instance: GroupInstance | undefined, control: NodeControl | undefined): DrainCause | undefined {
  if (instance === undefined) {
    return 'terminating';
  }
  if (instance.lifecycleState === 'Terminating:Retained') {
    return 'retained';
  }
  if (instance.lifecycleState.startsWith('Terminating')) {
    return 'terminating';
  }
  return control?.duty === 'draining' ? control.cause : undefined;
}
