import type { DrainCause, Heartbeat, NodeControl, NodeFault } from '../fleet/node';

/** All of them. */
export const DRAIN_CAUSES: readonly DrainCause[] = ['scale-in', 'operator', 'terminating', 'retained', 'roll', 'park'];

/**
 * Returns what an item says is wanted of a node. One whose duty cannot be read serves on; one that is to be emptied for a cause that
 * nobody can read is so as for an operator: it gets no shard, and nobody ends it. O(1).
 */
export function parseControl(item: NodeControl): NodeControl {
  const duty = item.duty === 'draining' ? 'draining' : 'active';
  return { ...item, duty, cause: isCause(item.cause) ? item.cause : 'operator' };
}

/** Returns a node's heartbeat with what of its control word cannot be read as a fault of the node. */
export function withControlFault(heartbeat: Heartbeat, item: NodeControl): Heartbeat {
  const unreadable = unreadableIn(item);
  if (unreadable.length === 0) {
    return heartbeat;
  }
  const message = `nobody can read of its item ${item.nodeId}#CONTROL: ${unreadable.join(', ')}`;
  const fault: NodeFault = { code: 'UnreadableControlError', message };
  return { ...heartbeat, faults: [...(heartbeat.faults ?? []), fault] };
}

/** A node that is to serve needs no cause. */
function unreadableIn({ duty, cause }: NodeControl): readonly string[] {
  if (duty !== 'draining') {
    return duty === 'active' ? [] : ['duty'];
  }
  return isCause(cause) ? [] : ['cause'];
}

function isCause(cause: DrainCause): boolean {
  return DRAIN_CAUSES.includes(cause);
}
