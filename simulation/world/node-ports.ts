import { FencedIncarnationError } from '../../agent/errors';
import type { HomePort, NodeTablePort } from '../../agent/ports';
import type { Shard } from '../../core/fleet/shard';
import type { Call, Calls } from '../engine/calls';
import type { Process } from '../engine/process';
import type { ActorIndex } from './actor-index';
import type { SimulatedHomes } from './simulated-homes';
import type { SimulatedTable } from './simulated-table';

const REGISTER: Call = { link: 'table', name: 'register' };
const READ_NODE: Call = { link: 'table', name: 'read heartbeat', isRead: true };
const RENEW: Call = { link: 'table', name: 'renew' };
const WORK_OF: Call = { link: 'table', name: 'query work', isRead: true };
const FOLLOWS_OF: Call = { link: 'table', name: 'query follows', isRead: true };
const READ_SHARD: Call = { link: 'table', name: 'read row', isRead: true };
const ADVANCE: Call = { link: 'table', name: 'advance' };
const READ_HOME: Call = { link: 'homes', name: 'read manifest', isRead: true };
const REPLACE: Call = { link: 'homes', name: 'replace manifest' };
const LIST: Call = { link: 'homes', name: 'list', isRead: true };
const REMOVE: Call = { link: 'homes', name: 'remove' };

/** Returns the table as a node reaches it. */
export function nodeTable(calls: Calls, process: Process, table: SimulatedTable, index: ActorIndex): NodeTablePort {
  return {
    register: async (heartbeat) => {
      const { nodeId } = heartbeat;
      const before = await calls.post(process, READ_NODE, '', () => table.heartbeats.get(nodeId)?.incarnation);
      if (!(await calls.post(process, REGISTER, '', () => table.register(heartbeat, before)))) {
        throw new FencedIncarnationError(`${heartbeat.incarnation} was called dead`);
      }
    },
    renew: (heartbeat) => calls.post(process, RENEW, '', () => table.renew(heartbeat)),
    workOf: (nodeId) => calls.post(process, WORK_OF, '', () => index.workOf(nodeId)),
    followsOf: (nodeId) => calls.post(process, FOLLOWS_OF, '', () => index.followsOf(nodeId)),
    ownedBy: async () => new Map(),
    readShard: (shardId) => calls.post(process, READ_SHARD, shardId, () => table.shards.get(shardId)),
    advance: (shard: Shard, event) => calls.post(process, ADVANCE, shard.id, () => table.advance(shard, event)),
  };
}

/** Returns the homes as a node reaches them. */
export function nodeHomes(calls: Calls, process: Process, homes: SimulatedHomes): HomePort {
  return {
    read: (shardId) => calls.post(process, READ_HOME, shardId, () => homes.read(shardId)),
    replace: (manifest, etag) => calls.post(process, REPLACE, manifest.shardId, () => homes.replace(manifest, etag)),
    list: (shardId) => calls.post(process, LIST, shardId, () => homes.list(shardId)),
    remove: async (keys) => {
      const shardId = keys[0]?.split('/')[1] ?? '';
      await calls.post(process, REMOVE, shardId, () => homes.remove(shardId, keys));
    },
  };
}
