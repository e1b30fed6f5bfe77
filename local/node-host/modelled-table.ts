import type { NodeTablePort } from '../../agent/ports';
import type { Heartbeat } from '../../core/fleet/node';
import type { CopyQueue } from '../player/copy-queue';
import type { DemandModel } from '../player/demand-model';

/**
 * Returns the table, with heartbeats that carry the modelled sizes and loads of the shards that the agent serves, and
 * without work that waits for a modelled copy: the agent would read the manifest again to hear that it is not there yet.
 */
export function modelledTable(
  table: NodeTablePort,
  demand: DemandModel,
  queue: Pick<CopyQueue, 'underWay'>,
): NodeTablePort {
  const modelled = (heartbeat: Heartbeat): Heartbeat => ({
    ...heartbeat,
    shards: demand.statsOf(Object.keys(heartbeat.shards)),
  });
  return {
    register: (heartbeat) => table.register(modelled(heartbeat)),
    renew: (heartbeat) => table.renew(modelled(heartbeat)),
    workOf: async (nodeId) => {
      const work = await table.workOf(nodeId);
      const copying = new Set(queue.underWay());
      return work.filter(({ id, move }) => move?.state !== 'copying' || !copying.has(id));
    },
    followsOf: (nodeId) => table.followsOf(nodeId),
    ownedBy: (nodeId) => table.ownedBy(nodeId),
    readShard: (shardId) => table.readShard(shardId),
    advance: (shard, event) => table.advance(shard, event),
  };
}
