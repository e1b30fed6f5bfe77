import type { Heartbeat, NodeControl } from '../fleet/node';
import { parseControl, withControlFault } from './parse-control';
import { parseHeartbeat } from './parse-heartbeat';
import type { ControlItem, HeartbeatItem } from './table-schema';

/** What the table says about nodes. */
export interface NodeRecords {
  readonly heartbeats: ReadonlyMap<string, Heartbeat>;
  readonly controls: ReadonlyMap<string, NodeControl>;
}

/** Returns heartbeats and control words by node id from the items of the `NODE` partition, in any order. O(items). */
export function parseNodeItems(items: readonly (HeartbeatItem | ControlItem)[]): NodeRecords {
  const heartbeats = new Map<string, Heartbeat>();
  const controls = new Map<string, NodeControl>();
  const words: NodeControl[] = [];
  for (const item of items) {
    const { pk: _pk, sk, ...record } = item;
    const [nodeId = '', kind] = sk.split('#');
    if (kind === 'HEARTBEAT') {
      heartbeats.set(nodeId, parseHeartbeat(nodeId, { ...record }));
    } else if (kind === 'CONTROL') {
      words.push({ ...(record as NodeControl), nodeId });
    }
  }
  for (const word of words) {
    const heartbeat = heartbeats.get(word.nodeId);
    controls.set(word.nodeId, parseControl(word));
    if (heartbeat) {
      heartbeats.set(word.nodeId, withControlFault(heartbeat, word));
    }
  }
  return { heartbeats, controls };
}
