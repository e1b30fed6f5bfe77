import { beforeEach, describe, expect, it } from 'vitest';
import { awaitPark, parkFleet } from '../../operate/park/park-fleet';
import { haltFleet, resumeFleet } from '../../operate/switches/halt-fleet';
import { MemoryFleet } from './memory/memory-fleet';

const ROLL = { nodes: ['i-a'], maxUnavailable: 1, startedAtMs: 7 };
const WAITING = { timeoutMs: 20_000, pollMs: 5000 };

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet(1);
  fleet.node('i-a');
  fleet.shard('shard-00000', 'i-a', 3);
});

describe('fleet halt', () => {
  it('leaves a roll as it is', async () => {
    fleet.switches = { ...fleet.switches, roll: ROLL };

    await haltFleet(fleet.open);

    expect(fleet.switches).toEqual({ halted: true, parked: false, roll: ROLL });
  });

  it('fails when somebody resumes at the same moment', async () => {
    const ports = { ...fleet.ports, switches: { ...fleet.ports.switches, setHalted: async () => undefined } };

    await expect(haltFleet({ ...fleet.open, ports })).rejects.toThrow('reads as off');
  });
});

describe('fleet resume', () => {
  it('clears both switches and gives the group its minimum back', async () => {
    fleet.switches = { halted: true, parked: true, roll: ROLL };
    fleet.members.minSize = 0;

    const report = await resumeFleet(fleet.open);

    expect(fleet.switches).toEqual({ halted: false, parked: false, roll: ROLL });
    expect(fleet.members.minSize).toBe(2);
    expect(report.value).toMatchObject({ halted: false, parked: false, minSize: 2 });
  });
});

describe('fleet park', () => {
  it('lets the group shrink to nothing and throws the switch', async () => {
    await parkFleet(fleet.open);

    expect(fleet.members.minSize).toBe(0);
    expect(fleet.switches.parked).toBe(true);
  });

  it('fails while the fleet is halted, and changes nothing', async () => {
    fleet.switches = { halted: true, parked: false };

    await expect(parkFleet(fleet.open)).rejects.toThrow('halted, so no shard would be let go; first: fleet resume');
    expect(fleet.members.minSize).toBe(2);
  });

  it.each(['the switch', 'the minimum'])('fails when somebody takes %s back at the same moment', async (what) => {
    const { switches, group } = fleet.ports;
    const ports =
      what === 'the switch'
        ? { ...fleet.ports, switches: { ...switches, setParked: async () => undefined } }
        : { ...fleet.ports, group: { ...group, setMinSize: async () => undefined } };

    await expect(parkFleet({ ...fleet.open, ports })).rejects.toThrow('somebody resumed the fleet at this moment');
  });

  it('waits until no shard is owned and no instance is left', async () => {
    await parkFleet(fleet.open);
    fleet.atPauses(
      () => fleet.shard('shard-00000', null, 3),
      () => fleet.end('i-a'),
    );

    const report = await awaitPark(fleet.open, WAITING);

    expect(report.lines[0]).toContain('parked: no shard has an owner, no instance is left');
    expect(fleet.lines).toEqual(['1 shard still owned, 1 instance left', '0 shards still owned, 1 instance left']);
  });

  it('says what is left, and whom it waits for, when time runs out', async () => {
    await parkFleet(fleet.open);
    fleet.shard('shard-00000', 'i-a', 3, { state: 'releasing', actor: 'i-a' });

    await expect(awaitPark(fleet.open, WAITING)).rejects.toThrow(
      'time is up. Shards left: shard-00000 of i-a (releasing, waits for i-a). Instances left: i-a (InService)',
    );
    expect(fleet.pauses).toHaveLength(4);
  });

  it('ends when somebody resumes the fleet', async () => {
    await parkFleet(fleet.open);
    fleet.atPauses(() => {
      fleet.switches = { halted: false, parked: false };
    });

    await expect(awaitPark(fleet.open, WAITING)).rejects.toThrow('somebody resumed it');
  });
});
