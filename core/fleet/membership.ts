import { isLeaseOver, type LeaseObservation, type LeaseReading, observeLease } from '../lease/controller-lease';
import type { NodeRecords } from '../table/parse-nodes';
import type { DrainCause, FleetNode, GroupInstance, GroupState, Heartbeat, NodeControl, NodeState } from './node';

/** What a controller last saw of one node. */
export interface NodeObservation extends LeaseObservation {
  /** Since when the group has not listed it, by the controller's clock; absent while it does. */
  readonly unlistedSinceMs?: number;
  /** As the group lists it. @default 'InService' */
  readonly lifecycleState?: string;
}

/** Observations by node id; what a controller remembers from tick to tick. */
export type LeaseObservations = Readonly<Record<string, NodeObservation>>;

/** What membership is read from, anew each tick (Law 5). */
export interface MembershipInput {
  readonly group: Pick<GroupState, 'instances'>;
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
 * group no longer lists stay until their records are removed. One that renews its lease is not emptied because of one answer without it,
 * only once none has listed it for as long as a lease lasts. Deterministic, O(N log N).
 */
export function readMembership(input: MembershipInput): Membership {
  const instances = new Map(input.group.instances.map((instance) => [instance.instanceId, instance]));
  const ids = [...new Set([...instances.keys(), ...input.records.heartbeats.keys()])].sort();
  const observations: Record<string, NodeObservation> = {};
  const nodes = ids.map((id) => {
    const instance = instances.get(id);
    const heartbeat = input.records.heartbeats.get(id);
    const observation = heartbeat && observe(input.observations[id], heartbeat, instance, input.reading);
    if (observation) {
      observations[id] = observation;
    }
    return toNode({ id, instance, heartbeat, observation, control: input.records.controls.get(id) }, input.reading);
  });
  return { nodes, observations };
}

/** Who was never seen before may have left the group long ago. */
function observe(
  previous: NodeObservation | undefined,
  heartbeat: Heartbeat,
  instance: GroupInstance | undefined,
  reading: LeaseReading,
): NodeObservation {
  const {
    unlistedSinceMs: _,
    lifecycleState: __,
    ...lease
  }: NodeObservation = observeLease(previous, heartbeat, reading);
  if (instance !== undefined) {
    const { lifecycleState } = instance;
    return lifecycleState === 'InService' ? lease : { ...lease, lifecycleState };
  }
  const sinceMs = previous === undefined ? 0 : (previous.unlistedSinceMs ?? reading.readEndedMs);
  return { ...lease, unlistedSinceMs: Math.min(sinceMs, reading.readEndedMs) };
}

function isOver(heartbeat: Heartbeat, observation: LeaseObservation, reading: LeaseReading): boolean {
  return heartbeat.fenced || isLeaseOver(observation, reading);
}

/** All that is known of one node. */
interface KnownNode {
  readonly id: string;
  readonly instance: GroupInstance | undefined;
  readonly heartbeat: Heartbeat | undefined;
  readonly observation: NodeObservation | undefined;
  readonly control: NodeControl | undefined;
}

function toNode({ id, instance, heartbeat, observation, control }: KnownNode, reading: LeaseReading): FleetNode {
  const zone = instance?.zone ?? heartbeat?.zone ?? '';
  if (heartbeat === undefined || observation === undefined) {
    return { id, zone, state: 'joining', instance };
  }
  if (isOver(heartbeat, observation, reading)) {
    return { id, zone, state: 'down', instance, heartbeat };
  }
  const isMissed = instance === undefined && isJustMissed(observation, reading);
  const drainCause = isMissed ? wordOf(control) : drainCauseOf(instance, control);
  const state = stateOfLive(instance, drainCause);
  return { id, zone, state, instance, heartbeat, drainCause, ...(isMissed ? { isMissed } : {}) };
}

function isJustMissed({ unlistedSinceMs = 0 }: NodeObservation, { readStartedMs, leaseMs }: LeaseReading): boolean {
  return readStartedMs - unlistedSinceMs < leaseMs;
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
  return wordOf(control);
}

function wordOf(control: NodeControl | undefined): DrainCause | undefined {
  return control?.duty === 'draining' ? control.cause : undefined;
}
