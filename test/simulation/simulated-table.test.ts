import { Calls } from '../../simulation/engine/calls';
import { Clockwork } from '../../simulation/engine/clockwork';
import { controllerTable } from '../../simulation/world/controller-ports';
import { SimulatedTable } from '../../simulation/world/simulated-table';
import { describeTable } from '../lambda/adapters/table-contract';

describeTable('the table of the fault simulation', async () => {
  const table = new SimulatedTable();
  const calls = new Calls(new Clockwork(1), () => {});
  const process = { name: 'test', isAlive: true, pausedUntilMs: 0, canReach: () => true };
  return {
    table: controllerTable(calls, process, table),
    writeHeartbeat: async (heartbeat) => void table.heartbeats.set(heartbeat.nodeId, heartbeat),
    setSwitches: async (switches) => {
      table.switches = { ...table.switches, ...switches };
    },
    ownedBy: async (shardId, nodeId) => {
      const shard = table.shards.get(shardId);
      if (shard) {
        table.shards.set(shardId, { ...shard, owner: nodeId });
      }
    },
  };
});
