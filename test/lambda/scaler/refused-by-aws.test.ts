import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { ScalerFleet } from './scaler-fixture';

class ThrottlingError extends Error {
  override readonly name = 'Throttling';
}

const REFUSAL = new ThrottlingError('Rate exceeded');

describe('a tick in which AWS refuses one of its calls', () => {
  it('ends all other nodes, says and counts what was done, and fails after all', async () => {
    const fleet = new ScalerFleet().addNodes(3, 20).ownShards('n3');
    fleet.table.switches = { halted: false, parked: true };
    const { group } = fleet;
    const terminate = group.terminate.bind(group);
    group.terminate = async (id, decrement) => (id === 'n1' ? Promise.reject(REFUSAL) : terminate(id, decrement));

    await expect(fleet.tick()).rejects.toThrow('Throttling: Rate exceeded');

    expect([...group.instances.keys()]).toEqual(['n1', 'n3']);
    expect(fleet.log.total(Metric.SCALE_INS)).toBe(1);
    expect(fleet.events.sent).toMatchObject([
      { detail: { kind: 'hold', reason: { code: 'refused', text: 'terminate failed: Throttling: Rate exceeded' } } },
      { detail: { kind: 'terminate', details: { nodeId: 'n2' } } },
    ]);
  });

  it('takes a victim back although nobody tells which launches failed', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90).ownShards('n2');
    await fleet.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
    fleet.group.desired = 3;
    fleet.group.failedLaunches = async () => Promise.reject(REFUSAL);

    await expect(fleet.tick()).rejects.toThrow('Throttling: Rate exceeded');

    expect(fleet.table.controls.size).toBe(0);
  });

  it('grows the fleet although a process cannot be suspended', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.group.suspendedProcesses = [];
    fleet.group.suspendProcesses = async () => Promise.reject(REFUSAL);

    await expect(fleet.tick()).rejects.toThrow('Throttling: Rate exceeded');

    expect(fleet.group.desired).toBe(3);
    expect(fleet.events.sent).toMatchObject([
      { detail: { kind: 'scale-out' } },
      { detail: { kind: 'hold', subject: 'group', reason: { code: 'refused' } } },
    ]);
  });
});
