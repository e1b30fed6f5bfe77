import { beforeEach, describe, expect, it } from 'vitest';
import { chooseRoll } from '../../operate/roll/choose-roll';
import { awaitRoll, cancelRoll, startRoll } from '../../operate/roll/roll-fleet';
import { MemoryFleet } from './memory/memory-fleet';

const OUTDATED = { all: false, nodes: [] };
const WAITING = { timeoutMs: 20_000, pollMs: 5000 };

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet();
  for (const id of ['i-a', 'i-b', 'i-c']) {
    fleet.node(id);
  }
  fleet.templates.set('i-b', 'lt-1 version 1');
});

describe('chooseRoll', () => {
  it('takes the nodes of another template version', async () => {
    expect(chooseRoll(await fleet.ports.group.describe(), OUTDATED).nodes).toEqual(['i-b']);
  });

  it('takes all, or those named, when told to', async () => {
    const group = await fleet.ports.group.describe();
    expect(chooseRoll(group, { all: true, nodes: [] }).nodes).toEqual(['i-a', 'i-b', 'i-c']);
    expect(chooseRoll(group, { all: false, nodes: ['i-c', 'i-c'] }).nodes).toEqual(['i-c']);
  });

  it('leaves out an instance that is ending', async () => {
    fleet.members.setState('i-b', 'Terminating:Wait');
    expect(chooseRoll(await fleet.ports.group.describe(), OUTDATED).nodes).toEqual([]);
  });

  it('fails for a node that is not in the group', async () => {
    const group = await fleet.ports.group.describe();
    expect(() => chooseRoll(group, { all: false, nodes: ['i-x'] })).toThrow(
      'no such instance: i-x; it has i-a, i-b, i-c',
    );
  });

  it.each(['lt-1 version $Latest', undefined])('fails when the group launches from %s', async (template) => {
    const group = { ...(await fleet.ports.group.describe()), template };
    expect(() => chooseRoll(group, OUTDATED)).toThrow('tells no version to compare; give --all or --node');
  });

  it.each([
    [1, 1],
    [19, 1],
    [20, 2],
    [1000, 100],
  ])('of %i nodes has %i out of service at once', async (count, expected) => {
    const instance = { lifecycleState: 'InService', zone: 'a', healthy: true };
    const instances = Array.from({ length: count }, (_, index) => ({ ...instance, instanceId: `i-${index}` }));
    const group = { ...(await fleet.ports.group.describe()), instances };
    expect(chooseRoll(group, { all: true, nodes: [] }).maxUnavailable).toBe(expected);
  });
});

describe('fleet roll', () => {
  it('writes the switch', async () => {
    await startRoll(fleet.open, { ...OUTDATED, maxUnavailable: 2 });

    expect(fleet.switches.roll).toEqual({ nodes: ['i-b'], maxUnavailable: 2, startedAtMs: fleet.nowMs });
  });

  it('has nothing to do when every node is of the present version', async () => {
    fleet.templates.set('i-b', 'lt-1 version 2');

    const report = await startRoll(fleet.open, OUTDATED);

    expect(report.lines[0]).toContain('nothing to roll');
    expect(fleet.switches.roll).toBeUndefined();
  });

  it('fails while a roll is in progress, and leaves that one', async () => {
    await startRoll(fleet.open, OUTDATED);

    await expect(startRoll(fleet.open, { all: true, nodes: [] })).rejects.toThrow('a roll of 1 node since');
    expect(fleet.switches.roll?.nodes).toEqual(['i-b']);
  });

  it('takes the place of one that is finished', async () => {
    fleet.switches = { ...fleet.switches, roll: { nodes: ['i-gone'], maxUnavailable: 1, startedAtMs: 1 } };

    await startRoll(fleet.open, OUTDATED);

    expect(fleet.switches.roll?.nodes).toEqual(['i-b']);
  });

  it('fails while the fleet is halted', async () => {
    fleet.switches = { halted: true, parked: false };

    await expect(startRoll(fleet.open, OUTDATED)).rejects.toThrow('first: fleet resume');
  });

  it('waits until all of its nodes are replaced, then clears the switch', async () => {
    await startRoll(fleet.open, OUTDATED);
    fleet.atPauses(
      () => fleet.table.controls.set('i-b', { nodeId: 'i-b', duty: 'draining', cause: 'scale-in', sinceMs: 0 }),
      () => fleet.end('i-b'),
    );

    const report = await awaitRoll(fleet.open, WAITING);

    expect(report.lines).toEqual(['the roll is done: 1 node replaced']);
    expect(fleet.switches.roll).toBeUndefined();
    expect(fleet.lines.map((line) => line.split(' (')[0])).toEqual([
      '0 of 1 node replaced, 0 draining, 1 waiting',
      '0 of 1 node replaced, 1 draining, 0 waiting',
      '1 of 1 node replaced, 0 draining, 0 waiting',
    ]);
  });

  it('is done too when the scaler has cleared the switch', async () => {
    await startRoll(fleet.open, OUTDATED);
    fleet.atPauses(() => {
      fleet.end('i-b');
      fleet.switches = { halted: false, parked: false };
    });

    expect((await awaitRoll(fleet.open, WAITING)).lines).toEqual(['the roll is done: 1 node replaced']);
  });

  it('fails when the roll is cancelled meanwhile', async () => {
    await startRoll(fleet.open, OUTDATED);
    fleet.atPauses(() => {
      fleet.switches = { halted: false, parked: false };
    });

    await expect(awaitRoll(fleet.open, WAITING)).rejects.toThrow('was cancelled: 0 of 1 node replaced');
  });

  it('says what is left when time runs out', async () => {
    await startRoll(fleet.open, OUTDATED);

    await expect(awaitRoll(fleet.open, WAITING)).rejects.toThrow('Left: waiting: i-b');
    expect(fleet.switches.roll).toBeDefined();
  });

  it('is cancelled, and only the one that was read', async () => {
    await startRoll(fleet.open, OUTDATED);
    await cancelRoll(fleet.open);
    expect(fleet.switches.roll).toBeUndefined();
    expect((await cancelRoll(fleet.open)).lines).toEqual(['no roll is in progress']);
  });
});
