import type { FleetNode, Heartbeat } from '../../core/fleet/node';
import type { FleetView } from './fleet-view';

/** What agents may say in their heartbeats beyond what every agent says. */
type AgentWords = Pick<Heartbeat, 'faults' | 'refuses' | 'unflushedSeconds' | 'agentVersion'>;

/** One node as operators see it. */
export interface NodeStatus extends AgentWords {
  readonly id: string;
  readonly state: FleetNode['state'];
  readonly zone: string;
  /** As the group lists it; absent when the group no longer does. */
  readonly lifecycle?: string;
  /** Why it drains. */
  readonly cause?: string;
  readonly address?: string;
  readonly owned: number;
  readonly followed: number;
  readonly arriving: number;
  readonly leaving: number;
  readonly usedBytes?: number;
  readonly capacityBytes?: number;
  /** Whether a controller declared its agent dead. */
  readonly fenced: boolean;
  /** How long its lease counter stood still while we looked; absent while it renews as often as it should. */
  readonly silentMs?: number;
  /** Launch template and version, where it differs from the group's. */
  readonly outdated?: string;
}

/** Returns the nodes in order of id. O(nodes + shards). */
export function nodeStatuses(view: FleetView): readonly NodeStatus[] {
  const counts = countShards(view);
  return view.nodes.map((node) => {
    const count = counts.get(node.id) ?? NOTHING;
    return { ...describe(node, view), ...count, ...words(node.heartbeat) };
  });
}

function describe(node: FleetNode, view: FleetView) {
  const { heartbeat, instance } = node;
  const silentMs = view.readAtMs - (view.observations[node.id]?.unchangedSinceMs ?? view.readAtMs);
  const isLate = silentMs > view.fleet.policy.heartbeatSeconds * 1000;
  const template = view.group.templates.get(node.id);
  return {
    id: node.id,
    state: node.state,
    zone: node.zone,
    ...(instance ? { lifecycle: instance.lifecycleState } : {}),
    ...(node.drainCause ? { cause: node.drainCause } : {}),
    ...(heartbeat ? { address: heartbeat.address } : {}),
    ...(heartbeat ? { usedBytes: heartbeat.usedBytes, capacityBytes: heartbeat.capacityBytes } : {}),
    fenced: heartbeat?.fenced ?? false,
    ...(isLate ? { silentMs } : {}),
    ...(template !== undefined && template !== view.group.template ? { outdated: template } : {}),
  };
}

function words(heartbeat: Heartbeat | undefined): AgentWords {
  const { faults = [], refuses, unflushedSeconds, agentVersion } = heartbeat ?? {};
  return {
    ...(faults.length > 0 ? { faults } : {}),
    ...(refuses === undefined ? {} : { refuses }),
    ...(unflushedSeconds === undefined ? {} : { unflushedSeconds }),
    ...(agentVersion === undefined ? {} : { agentVersion }),
  };
}

interface Counts {
  readonly owned: number;
  readonly followed: number;
  readonly arriving: number;
  readonly leaving: number;
}

const NOTHING: Counts = { owned: 0, followed: 0, arriving: 0, leaving: 0 };

function countShards({ shards }: FleetView): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  const count = (id: string | null | undefined, what: keyof Counts) => {
    if (id) {
      const before = counts.get(id) ?? NOTHING;
      counts.set(id, { ...before, [what]: before[what] + 1 });
    }
  };
  for (const { owner, followers, move } of shards) {
    count(owner, 'owned');
    count(move?.to, 'arriving');
    count(move?.from, 'leaving');
    for (const follower of followers) {
      count(follower, 'followed');
    }
  }
  return counts;
}
