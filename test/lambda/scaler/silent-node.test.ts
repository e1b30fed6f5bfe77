import { describe, expect, it } from 'vitest';
import { ScalerFleet } from './scaler-fixture';

/** A minute in which all renew but the node. */
async function passWithout(fleet: ScalerFleet, nodeId: string): Promise<void> {
  const silent = fleet.table.heartbeats.get(nodeId);
  fleet.pass(40);
  if (silent) {
    fleet.table.heartbeats.set(nodeId, silent);
  }
  await fleet.tick();
}

describe('GIVEN a node that falls silent in a fleet of its fewest nodes', () => {
  it.each([
    [45, 1],
    [90, 2],
  ])(
    'WHEN leases last %i s THEN another is launched after %i minutes, and none before',
    async (leaseSeconds, minutes) => {
      const fleet = new ScalerFleet({ minNodes: 4, leaseSeconds }).addNodes(4, 40);
      await fleet.run(2, 40);
      for (let minute = 1; minute < minutes; minute += 1) {
        await passWithout(fleet, 'n4');
      }
      expect(fleet.group.calls).toEqual([]);
      await passWithout(fleet, 'n4');
      expect(fleet.group.calls).toEqual(['setDesired 5']);
    },
  );
});
