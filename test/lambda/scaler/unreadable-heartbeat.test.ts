import { describe, expect, it } from 'vitest';
import type { Heartbeat } from '../../../core/fleet/node';
import { drainOf } from '../../core/scaling/fleet-fixture';
import { ScalerFleet } from './scaler-fixture';

/** Spoils some of what the node's item says. */
function spoil(fleet: ScalerFleet, id: string, spoilt: object): void {
  fleet.table.heartbeats.set(id, { ...fleet.table.heartbeats.get(id), ...spoilt } as Heartbeat);
}

describe('a heartbeat that nobody can read', () => {
  it('does not stop the others from being scaled', async () => {
    const fleet = new ScalerFleet().addNodes(3, 90).ownShards('n1', 'n2', 'n3');
    spoil(fleet, 'n1', { metrics: undefined });
    await fleet.tick();
    expect(fleet.group.desired).toBe(4);
  });

  it('Law 2: is no sign of an empty node', async () => {
    const fleet = new ScalerFleet().addNodes(2, 10).ownShards('n2');
    fleet.table.controls.set(...drainOf('n1', 'scale-in'));
    spoil(fleet, 'n1', { shards: undefined });
    await fleet.tick();
    expect(fleet.group.instances.has('n1')).toBe(true);
    expect(fleet.table.controls.get('n1')?.cause).toBe('scale-in');
    spoil(fleet, 'n1', { shards: {} });
    await fleet.tick();
    expect(fleet.table.controls.get('n1')?.cause).toBe('terminating');
  });

  it('keeps its node from being chosen as the one that can be spared', async () => {
    const fleet = new ScalerFleet().addNodes(3, 20).ownShards('n2', 'n3');
    for (let minute = 0; minute < 20; minute += 1) {
      fleet.pass(20);
      spoil(fleet, 'n1', { shards: undefined });
      await fleet.tick();
    }
    expect([...fleet.table.controls.keys()]).toEqual(['n3']);
  });
});
