import type { FleetNode, GroupState } from '../../core/fleet/node';
import type { RollSwitch } from '../../core/table/table-schema';
import { counted } from '../../output/units';

/** How far a roll is. */
export interface RollProgress extends RollSwitch {
  /** Nodes of the roll that the group no longer lists. */
  readonly replaced: readonly string[];
  /** Nodes of the roll that are being emptied or ended. */
  readonly draining: readonly string[];
  /** Nodes of the roll whose turn has not come. */
  readonly waiting: readonly string[];
}

/** Returns how far a roll is, from what the group lists. O(nodes). */
export function rollProgress(
  roll: RollSwitch,
  group: Pick<GroupState, 'instances'>,
  nodes: readonly FleetNode[],
): RollProgress {
  const listed = new Set(group.instances.map((instance) => instance.instanceId));
  const draining = new Set(nodes.filter((node) => node.state === 'draining').map((node) => node.id));
  const standing = roll.nodes.filter((id) => listed.has(id));
  return {
    ...roll,
    replaced: roll.nodes.filter((id) => !listed.has(id)),
    draining: standing.filter((id) => draining.has(id)),
    waiting: standing.filter((id) => !draining.has(id)),
  };
}

/** Returns the progress in one line. */
export function renderRoll({ nodes, replaced, draining, waiting, maxUnavailable }: RollProgress): string {
  const counts = `${replaced.length} of ${counted(nodes.length, 'node')} replaced, ${draining.length} draining, ${waiting.length} waiting`;
  return `${counts} (at most ${maxUnavailable} at once)`;
}
