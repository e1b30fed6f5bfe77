import { beforeEach, describe, expect, it } from 'vitest';
import { parkFleet } from '../../../local/replay/park-fleet';
import type { ParkPorts } from '../../../local/replay/park-ports';
import { warmUp } from '../../../local/replay/warm-up';
import { MemoryReplay } from './memory-replay';

describe('parkFleet', () => {
  let replay: MemoryReplay;
  let parks: MemoryReplay['parks'];
  const ports: ParkPorts = {
    park: async () => {
      replay.parks = parks;
    },
    setDrain: async () => {},
    close: () => undefined,
  };

  beforeEach(async () => {
    replay = new MemoryReplay(['s1', 's2']);
    parks = 'all';
    replay.fleet.launch('i-1');
    await warmUp(replay.run, 2, 1);
  });

  it('plays on until no shard is owned and no instance is left', async () => {
    await parkFleet(replay.run, ports);

    expect(replay.fleet.shardOf('s1')).toMatchObject({ owner: null, epoch: 1 });
    expect(replay.fleet.player.nodes()).toEqual([]);
  });

  it('fails when an instance does not end, naming it', async () => {
    parks = 'shards';

    await expect(parkFleet(replay.run, ports)).rejects.toThrow('after 60 minutes; left are i-1 (Pending:Wait)');
  });

  it('fails when a shard is not let go, naming it and its owner', async () => {
    parks = 'not';

    await expect(parkFleet(replay.run, ports)).rejects.toThrow('left are s1 of i-1, s2 of i-1');
  });
});
