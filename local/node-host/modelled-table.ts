import type { NodeTablePort } from '../../agent/ports';
import type { Heartbeat } from '../../core/fleet/node';
import type { DemandModel } from '../player/demand-model';

/** Returns the table, with heartbeats that carry the modelled sizes and loads of the shards that the agent serves. */
export function modelledTable(table: NodeTablePort, demand: DemandModel): NodeTablePort {
  const modelled = (heartbeat: Heartbeat): Heartbeat => ({
    ...heartbeat,
    shards: demand.statsOf(Object.keys(heartbeat.shards)),
  });
  return {
    register: (heartbeat) => table.register(modelled(heartbeat)),
    renew: (heartbeat) => table.renew(modelled(heartbeat)),
    workOf: (nodeId) => table.workOf(nodeId),
    followsOf: (nodeId) => table.followsOf(nodeId),
    readShard: (shardId) => table.readShard(shardId),
    advance: (shard, event) => table.advance(shard, event),
  };
}
