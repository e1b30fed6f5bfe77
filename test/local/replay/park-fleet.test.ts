import { beforeEach, describe, expect, it } from 'vitest';
import { parkFleet } from '../../../local/replay/park-fleet';
import type { ParkPorts } from '../../../local/replay/park-ports';
import { warmUp } from '../../../local/replay/warm-up';
import { MemoryReplay } from './memory-replay';

describe('parkFleet', () => {
  let replay: MemoryReplay;
  let done: string[];
  let endsInstances: boolean;
  let ports: ParkPorts;

  beforeEach(async () => {
    replay = new MemoryReplay(['s1', 's2']);
    done = [];
    endsInstances = true;
    const { fleet } = replay;
    ports = {
      halt: async () => {
        done.push('halt');
        replay.places = false;
      },
      clearOwner: async (shard) => {
        done.push(`clear ${shard.id}`);
        fleet.shards.set(shard.id, { ...shard, owner: null });
      },
      allowEmptyGroup: async () => {
        done.push('allow empty');
      },
      terminate: async (instanceId, decrement) => {
        done.push(`terminate ${instanceId} ${decrement}`);
        fleet.instances = endsInstances ? [] : fleet.instances;
      },
      close: () => undefined,
    };
    fleet.launch('i-1');
    await warmUp(replay.run, 2, 1);
  });

  it('leaves no node and no owner, and keeps epochs', async () => {
    await parkFleet(replay.run, ports);

    expect(done).toEqual(['halt', 'clear s1', 'clear s2', 'allow empty', 'terminate i-1 true']);
    expect(replay.fleet.shardOf('s1')).toMatchObject({ owner: null, epoch: 1 });
    expect(replay.fleet.player.nodes()).toEqual([]);
  });

  it('stops every agent before it clears an owner', async () => {
    const clearOwner = ports.clearOwner;
    const running: number[] = [];
    ports = {
      ...ports,
      clearOwner: async (shard) => {
        running.push(replay.fleet.player.nodes().length);
        await clearOwner(shard);
      },
    };

    await parkFleet(replay.run, ports);

    expect(running).toEqual([0, 0]);
  });

  it('ends a retained instance without lowering desired capacity', async () => {
    const [instance] = replay.fleet.instances;
    replay.fleet.instances = instance ? [{ ...instance, lifecycleState: 'Terminating:Retained' }] : [];

    await parkFleet(replay.run, ports);

    expect(done).toContain('terminate i-1 false');
  });

  it('fails when moves do not end, naming their shards', async () => {
    replay.fleet.order('s1', 'i-gone');

    await expect(parkFleet(replay.run, ports)).rejects.toThrow('the fleet cannot be parked: moves of s1 do not end');
  });

  it('fails when an instance does not end, naming it', async () => {
    endsInstances = false;

    await expect(parkFleet(replay.run, ports)).rejects.toThrow('i-1 (Pending:Wait) did not end');
    expect(done.filter((step) => step.startsWith('terminate'))).toHaveLength(1);
  });
});
