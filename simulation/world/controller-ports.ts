import type { HomeEpoch, HomeEpochPort, TablePort } from '../../lambda/ports';
import type { Call, Calls } from '../engine/calls';
import type { Process } from '../engine/process';
import type { SimulatedHomes } from './simulated-homes';
import type { SimulatedTable } from './simulated-table';

const TAKE_TURN: Call = { link: 'table', name: 'take turn' };
const SAVE_MEMORY: Call = { link: 'table', name: 'save memory' };
const READ_NODES: Call = { link: 'table', name: 'read nodes', isRead: true };
const READ_SHARDS: Call = { link: 'table', name: 'read shards', isRead: true };
const CREATE_SHARDS: Call = { link: 'table', name: 'create shards', isIdempotent: true };
/** The SDK gives each transaction a token, by which the table knows a retry. */
const CREATE_MOVE: Call = { link: 'table', name: 'create move', isIdempotent: true };
const CHANGE_MOVE: Call = { link: 'table', name: 'change move', isIdempotent: true };
const SET_FOLLOWERS: Call = { link: 'table', name: 'set followers', isIdempotent: true };
const CHANGE_CONTROL: Call = { link: 'table', name: 'change control', isIdempotent: true };
const EPOCHS_OF: Call = { link: 'homes', name: 'read epochs', isRead: true };
const FENCE: Call = { link: 'table', name: 'fence' };
const FORGET: Call = { link: 'table', name: 'forget node' };
const KEEP: Call = { link: 'table', name: 'keep decisions' };

/** Returns the table as one tick of a controller reaches it. */
export function controllerTable(calls: Calls, process: Process, table: SimulatedTable): TablePort {
  return {
    takeTurn: <Memory>(name: Parameters<TablePort['takeTurn']>[0]) =>
      calls.post(process, TAKE_TURN, '', () => table.takeTurn<Memory>(name)),
    saveMemory: (controller, version, memory) =>
      calls.post(process, SAVE_MEMORY, '', () => table.saveMemory({ controller, version }, memory)),
    readSwitches: async () => table.switches,
    readNodes: () => calls.post(process, READ_NODES, '', () => table.readNodes()),
    readShards: () => calls.post(process, READ_SHARDS, '', () => table.readShards()),
    createShards: (shards) => calls.post(process, CREATE_SHARDS, '', () => table.createShards(shards)),
    readFollows: async () => table.readFollows(),
    setFollowers: (turn, shard, followers, leavers) =>
      calls.post(process, SET_FOLLOWERS, shard.id, () => table.setFollowers(turn, shard, followers, leavers)),
    endRoll: async (startedAtMs) => table.endRoll(startedAtMs),
    createMove: (turn, shard, move) =>
      calls.post(process, CREATE_MOVE, shard.id, () => table.createMove(turn, shard, move)),
    changeMove: (turn, shard, step, dead) =>
      calls.post(process, CHANGE_MOVE, shard.id, () => table.changeMove(turn, shard, step, dead)),
    fence: (nodeId, seen) => calls.post(process, FENCE, nodeId, () => table.fence(nodeId, seen)),
    setControl: async (control) => void table.controls.set(control.nodeId, control),
    clearControl: async (nodeId) => void table.controls.delete(nodeId),
    changeControl: (turn, nodeId, cause, next) =>
      calls.post(process, CHANGE_CONTROL, nodeId, () => table.changeControl(turn, nodeId, cause, next)),
    forgetNode: (nodeId) => calls.post(process, FORGET, nodeId, () => table.forgetNode(nodeId)),
    keepDecisions: (turn, nowMs, decisions) =>
      calls.post(process, KEEP, '', () => table.keepDecisions(turn, nowMs, decisions)),
  };
}

/** Returns the homes as one tick of a controller reaches them. */
export function controllerHomes(calls: Calls, process: Process, homes: SimulatedHomes): HomeEpochPort {
  return {
    epochsOf: (shardIds) =>
      calls.post(process, EPOCHS_OF, '', () => {
        const epochs = new Map<string, HomeEpoch>();
        for (const shardId of shardIds) {
          const stored = homes.read(shardId);
          if (stored) {
            epochs.set(shardId, stored.manifest.epoch);
          }
        }
        return epochs;
      }),
  };
}
