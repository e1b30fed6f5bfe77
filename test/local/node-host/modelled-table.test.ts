import { beforeEach, describe, expect, it } from 'vitest';
import type { NodeTablePort } from '../../../agent/ports';
import type { Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { startMove } from '../../../core/move/move-machine';
import { modelledTable } from '../../../local/node-host/modelled-table';
import { DemandModel } from '../../../local/player/demand-model';
import { MemoryFleet } from '../player/memory-fleet';

const NODE = 'i-2';

describe('modelledTable', () => {
  let work: readonly Shard[];
  let copying: readonly string[];
  let table: NodeTablePort;

  beforeEach(() => {
    work = [shardIn('s1', 'copying'), shardIn('s2', 'released')];
    copying = [];
    const stored = { ...new MemoryFleet(['s1', 's2']).table, workOf: async () => work };
    const demand = new DemandModel({ seed: 1, shardIds: ['s1', 's2'], totalBytes: 1000 });
    table = modelledTable(stored, demand, { underWay: () => copying });
  });

  function shardIn(id: string, state: Move['state']): Shard {
    const order = { id: `${id}-1`, from: 'i-1', to: NODE, reason: 'rebalance', startedAtMs: 0 } as const;
    return { id, owner: 'i-1', followers: [], epoch: 1, move: { ...startMove(order), state } };
  }

  it('lists all work of a node whose copies are there', async () => {
    expect(await table.workOf(NODE)).toEqual(work);
  });

  it('leaves out a copy that needs more time', async () => {
    copying = ['s1'];

    expect((await table.workOf(NODE)).map(({ id }) => id)).toEqual(['s2']);
  });

  it('lists a hand-over even while its copy needs more time: it may be cancelled', async () => {
    copying = ['s2'];

    expect((await table.workOf(NODE)).map(({ id }) => id)).toEqual(['s1', 's2']);
  });
});
