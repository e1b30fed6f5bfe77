import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { heartbeatOf } from '../../core/scaling/fleet-fixture';
import { ScalerFleet } from './scaler-fixture';

const CPU = 60;

/** Three nodes, of which a roll lists two. */
function rollingFleet(maxUnavailable = 1): ScalerFleet {
  const fleet = new ScalerFleet({ minNodes: 3 }).addNodes(3, CPU).ownShards('n1', 'n2', 'n3');
  const roll = { nodes: ['n1', 'n2'], maxUnavailable, startedAtMs: 5 };
  fleet.table.switches = { halted: false, parked: false, roll };
  return fleet;
}

/** Nodes that were ended fall silent, the group launches what desired asks for, and the new nodes join. */
function launch(fleet: ScalerFleet): void {
  for (const id of [...fleet.table.heartbeats.keys()].filter((known) => !fleet.group.instances.has(known))) {
    fleet.table.heartbeats.delete(id);
    fleet.table.controls.delete(id);
  }
  for (const id of fleet.group.launch('InService')) {
    fleet.table.heartbeats.set(id, heartbeatOf({ id, metrics: { cpuPercent: CPU } }));
  }
}

/** The rebalancer's part: no shard stays on a node that drains. */
function evacuate(fleet: ScalerFleet): void {
  const draining = new Set(fleet.table.controls.keys());
  const owners = [...fleet.group.instances.keys()].filter((id) => !draining.has(id));
  fleet.ownShards(...owners);
}

describe('a roll of two nodes', () => {
  it('replaces one after the other at the same size, and then ends itself', async () => {
    const fleet = rollingFleet();
    for (let minute = 0; minute < 8; minute += 1) {
      await fleet.run(1, CPU);
      expect([...fleet.table.controls.values()].filter(({ cause }) => cause === 'roll').length).toBeLessThan(2);
      evacuate(fleet);
      launch(fleet);
    }
    expect(fleet.group.calls).toEqual(['terminate n1', 'terminate n2']);
    expect([...fleet.group.instances.keys()].sort()).toEqual(['i-new-000', 'i-new-001', 'n3']);
    expect(fleet.group.desired).toBe(3);
    expect(fleet.table.switches).toEqual({ halted: false, parked: false });
  });

  it('counts the nodes that it has still to replace, so that an alarm tells of one that gets nowhere', async () => {
    const fleet = rollingFleet();
    fleet.table.switches = { ...fleet.table.switches, halted: true };
    await fleet.run(1, CPU);
    expect(fleet.table.controls.size).toBe(0);
    expect(fleet.log.emitted.at(-1)).toMatchObject({ [Metric.DRAINING_NODES]: 2 });
  });

  it('empties and ends two at once where two may be missing, with a reason for each', async () => {
    const fleet = rollingFleet(2);
    await fleet.run(1, CPU);
    evacuate(fleet);
    await fleet.run(1, CPU);
    expect(fleet.group.calls).toEqual(['terminate n1', 'terminate n2']);
    const acted = fleet.table.history
      .filter(({ decision }) => decision.acts)
      .map(({ decision }) => decision.reason.code);
    expect(acted).toEqual(['roll', 'roll', 'rolled', 'rolled']);
    expect(fleet.log.total(Metric.SCALE_INS)).toBe(0);
  });

  it('does its work although scaling is manual: an operator asked for it', async () => {
    const fleet = rollingFleet();
    fleet.settings = { ...fleet.settings, policy: { ...fleet.settings.policy, scaling: 'manual' } };
    await fleet.run(1, CPU);
    expect(fleet.table.controls.get('n1')).toMatchObject({ cause: 'roll' });
  });

  it('replaces a node that an operator drains already', async () => {
    const fleet = rollingFleet();
    fleet.settings = { ...fleet.settings, policy: { ...fleet.settings.policy, minNodes: 2 } };
    await fleet.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'operator', sinceMs: 0 });
    await fleet.run(1, 30);
    expect(fleet.table.controls.get('n1')?.cause).toBe('roll');
  });

  it('changes nothing in observe-only mode', async () => {
    const fleet = rollingFleet();
    fleet.settings = { ...fleet.settings, acts: false };
    await fleet.run(1, CPU);
    expect(fleet.table.controls.size).toBe(0);
  });

  it('gives back what it drained when it is cancelled', async () => {
    const fleet = rollingFleet();
    await fleet.run(1, CPU);
    fleet.table.switches = { halted: false, parked: false };
    await fleet.run(1, CPU);
    expect(fleet.table.controls.size).toBe(0);
  });

  it.each([{ maxUnavailable: undefined }, { nodes: undefined }])(
    'is left out and told if nobody can read it: %j',
    async (edit) => {
      const fleet = rollingFleet();
      fleet.table.switches = { ...fleet.table.switches, roll: { ...fleet.table.switches.roll, ...edit } as never };
      await fleet.run(2, 30);
      expect(fleet.table.controls.size).toBe(0);
      const told = fleet.table.history.filter(({ decision }) => decision.reason.code === 'switches-unreadable');
      expect(told.map(({ decision }) => decision.reason.text)).toEqual([expect.stringContaining('roll')]);
    },
  );

  it('does not end another roll than the one that it saw done', async () => {
    const fleet = rollingFleet();
    const roll = { nodes: ['gone'], maxUnavailable: 1, startedAtMs: 5 };
    fleet.table.switches = { ...fleet.table.switches, roll };
    const { endRoll } = fleet.table;
    fleet.table.endRoll = async (startedAtMs) => {
      fleet.table.switches = { ...fleet.table.switches, roll: { ...roll, startedAtMs: 6 } };
      return endRoll.call(fleet.table, startedAtMs);
    };
    await fleet.run(1, CPU);
    expect(fleet.table.switches.roll?.startedAtMs).toBe(6);
    expect(fleet.events.sent).toMatchObject([{ detail: { kind: 'hold', reason: { code: 'superseded' } } }]);
    expect(fleet.log.total(Metric.HOLDS)).toBe(1);
  });
});

describe('a parked fleet', () => {
  function parkedFleet(nodes: number): ScalerFleet {
    const fleet = new ScalerFleet({ minNodes: 1, maxNodes: 50 }).addNodes(nodes, 10);
    for (let index = 0; index < 4; index += 1) {
      const id = `shard-0000${index}`;
      fleet.table.shards.set(id, { id, owner: null, followers: [], epoch: 1 });
    }
    fleet.table.switches = { halted: false, parked: true };
    return fleet;
  }

  it('ends ten nodes a tick and reads the shards once more for all of them', async () => {
    const fleet = parkedFleet(12);
    let reads = 0;
    const { readShards } = fleet.table;
    fleet.table.readShards = () => {
      reads += 1;
      return readShards.call(fleet.table);
    };
    await fleet.run(1, 10);
    expect(fleet.group.instances.size).toBe(2);
    expect(reads).toBe(2);
    expect(fleet.log.total(Metric.SCALE_INS)).toBe(10);
    await fleet.run(1, 10);
    expect(fleet.group.instances.size).toBe(0);
    expect(fleet.group.desired).toBe(0);
  });

  it('Law 2: keeps those that got a shard after they were found empty', async () => {
    const fleet = parkedFleet(3);
    let reads = 0;
    const { readShards } = fleet.table;
    fleet.table.readShards = () => {
      reads += 1;
      if (reads === 2) fleet.ownShards('n2');
      return readShards.call(fleet.table);
    };
    await fleet.run(1, 10);
    expect([...fleet.group.instances.keys()]).toEqual(['n2']);
  });

  it('Law 2: keeps all of them when rows are gone that were there when they were found empty', async () => {
    const fleet = parkedFleet(3);
    let reads = 0;
    const { readShards } = fleet.table;
    fleet.table.readShards = () => {
      reads += 1;
      if (reads === 2) fleet.table.shards.delete('shard-00003');
      return readShards.call(fleet.table);
    };
    await fleet.run(1, 10);
    expect(fleet.group.instances.size).toBe(3);
  });

  it('Law 2: keeps one that an operator drained after it was found empty, and ends the others', async () => {
    const fleet = parkedFleet(3);
    const { changeControl, setControl } = fleet.table;
    fleet.table.changeControl = async (...change) => {
      await setControl.call(fleet.table, { nodeId: 'n2', duty: 'draining', cause: 'operator', sinceMs: 0 });
      return changeControl.apply(fleet.table, change);
    };
    await fleet.run(1, 10);
    expect([...fleet.group.instances.keys()]).toEqual(['n2']);
  });

  it('Law 5: leaves for the next tick what AWS was too busy for', async () => {
    const fleet = parkedFleet(2);
    fleet.group.busy = true;
    await fleet.run(1, 10);
    fleet.group.busy = false;
    expect(fleet.group.instances.size).toBe(2);
    await fleet.run(3, 10);
    expect(fleet.group.instances.size).toBe(0);
  });
});
