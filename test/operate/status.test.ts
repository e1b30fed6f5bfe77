import { describe, expect, it } from 'vitest';
import { fleetStatus } from '../../operate/status/fleet-status';
import { readDecisions, readFleet } from '../../operate/status/fleet-view';
import { renderStatus } from '../../operate/status/render-status';
import { MemoryFleet } from './memory/memory-fleet';

async function statusOf(fleet: MemoryFleet) {
  const view = await readFleet(fleet.address, fleet.ports);
  return fleetStatus(view, await readDecisions(fleet.ports, 2));
}

function healthyFleet(): MemoryFleet {
  const fleet = new MemoryFleet();
  fleet.node('i-a', { usedBytes: 250 });
  fleet.node('i-b');
  fleet.shard('shard-00000', 'i-a', 1);
  fleet.shard('shard-00001', 'i-a', 1, { from: 'i-a', to: 'i-b' });
  fleet.shard('shard-00002', 'i-b', 1);
  fleet.shard('shard-00003', 'i-b', 1);
  return fleet;
}

describe('fleet status', () => {
  it('counts shards by node, with what is under way', async () => {
    const status = await statusOf(healthyFleet());

    expect(status.shards).toEqual({ expected: 4, rows: 4, owned: 4, unowned: [], inMoves: 1 });
    expect(status.nodes).toMatchObject([
      { id: 'i-a', state: 'active', owned: 2, leaving: 1, arriving: 0 },
      { id: 'i-b', state: 'active', owned: 2, leaving: 0, arriving: 1 },
    ]);
    expect(status.maxOverMean).toBe(1.5);
    expect(status.attention).toEqual([]);
  });

  it('names what wants attention, each with what to do', async () => {
    const fleet = healthyFleet();
    fleet.node('i-c', { fenced: true }, 'Terminating:Retained');
    fleet.shard('shard-00003', 'i-c', 1);
    fleet.switches = { halted: true, parked: false };
    fleet.members.desired = 9;

    const { attention } = await statusOf(fleet);

    expect(attention).toEqual([
      'the fleet is halted: nothing moves, nothing scales. End it: fleet resume',
      '1 shard without a live owner: shard-00003. Why: fleet moves --history',
      'i-c is retained and bills until it is empty; it owns 1 shard',
      'i-c was declared dead; its shards are taken over from their homes',
      "AWS owes the group 7 instances; if that lasts, read the scaler's decisions below",
    ]);
  });

  it('says how a machine is replaced whose agent is dead', async () => {
    const fleet = healthyFleet();
    fleet.node('i-c', { fenced: true });

    expect((await statusOf(fleet)).attention).toEqual([
      'i-c was declared dead; its shards are taken over from their homes. If its agent stays away: fleet roll --node i-c',
    ]);
  });

  it('passes on what nodes complain about', async () => {
    const fleet = healthyFleet();
    const fault = { code: 'DiskFullError', shardId: 'shard-00001', message: 'no space left' };
    fleet.node('i-c', { faults: [fault], refuses: 'its disk is full', unflushedSeconds: 12.4 });

    const status = await statusOf(fleet);

    expect(status.attention).toEqual([
      'i-c reports DiskFullError of shard-00001: no space left',
      'i-c takes no more shards: its disk is full',
    ]);
    expect(renderStatus(status)).toContainEqual(expect.stringMatching(/^i-c .* 12 s +takes no more shards; 1 fault$/));
  });

  it('asks about a lost table when rows are missing', async () => {
    const fleet = healthyFleet();
    fleet.table.shards.delete('shard-00003');

    expect((await statusOf(fleet)).attention).toEqual([
      '1 shard without a row in the table; was it lost? See: fleet rebuild',
    ]);
  });

  it('names rows and switches that nobody can read', async () => {
    const fleet = healthyFleet();
    fleet.shard('shard-00003', 'i-b', 0.5);
    fleet.switches = { ...fleet.switches, unreadable: ['halted'] };

    expect((await statusOf(fleet)).attention).toEqual([
      'nobody can read halted of the item FLEET, SWITCHES: off until it is put right, or ordered anew',
      '1 shard with attributes in the row that nobody can read: shard-00003 (epoch); put them right, or delete the row: the next tick makes it anew',
    ]);
  });

  it('shows how far a roll is', async () => {
    const fleet = healthyFleet();
    fleet.switches = { ...fleet.switches, roll: { nodes: ['i-a', 'i-gone'], maxUnavailable: 1, startedAtMs: 0 } };

    const lines = renderStatus(await statusOf(fleet));

    expect(lines).toContain('switches  rolling: 1 of 2 nodes replaced, 0 draining, 1 waiting (at most 1 at once)');
  });

  it('notes which nodes run from an older launch template', async () => {
    const fleet = healthyFleet();
    fleet.templates.set('i-b', 'lt-1 version 1');

    expect((await statusOf(fleet)).nodes.map((node) => node.outdated)).toEqual([undefined, 'lt-1 version 1']);
  });

  it('names a node that is gone before its shards were taken over', async () => {
    const fleet = healthyFleet();
    fleet.members.instances.delete('i-b');
    fleet.members.desired = 1;

    expect((await statusOf(fleet)).attention).toEqual([
      'i-b is gone and owns 2 shards, taken over once its lease is over; see: fleet moves',
    ]);
  });

  it('calls no node silent that renews as often as it should', async () => {
    const fleet = healthyFleet();
    const { observations } = await readFleet(fleet.address, fleet.ports);
    fleet.nowMs += fleet.address.policy.heartbeatSeconds * 1000;

    const second = await readFleet(fleet.address, fleet.ports, observations);

    expect(fleetStatus(second, []).nodes[0]?.silentMs).toBeUndefined();
  });

  it('tells a silent node only from a second look', async () => {
    const fleet = healthyFleet();
    const first = await readFleet(fleet.address, fleet.ports);
    fleet.nowMs += 30_000;
    const second = await readFleet(fleet.address, fleet.ports, first.observations);
    fleet.nowMs += 30_000;
    const third = await readFleet(fleet.address, fleet.ports, second.observations);

    expect(fleetStatus(first, []).nodes[0]?.silentMs).toBeUndefined();
    expect(fleetStatus(second, []).nodes[0]).toMatchObject({ silentMs: 30_000, state: 'active' });
    expect(fleetStatus(third, []).nodes[0]).toMatchObject({ silentMs: 60_000, state: 'down' });
  });

  it('puts the last decisions of all controllers in order of time', async () => {
    const fleet = healthyFleet();
    const reason = { code: 'steady', text: 'all well' };
    const decision = { kind: 'hold', reason, acts: false, details: {}, version: 1 };
    fleet.kept.set('scaler', [{ ...decision, atMs: 1000 }]);
    fleet.kept.set('rebalancer', [{ ...decision, atMs: 2000 }]);

    const lines = renderStatus(await statusOf(fleet));

    const at = lines.indexOf('last decisions');
    expect(lines.slice(at + 1, at + 3)).toEqual([
      '  1970-01-01T00:00:02Z  rebalancer  hold (nothing done): all well',
      '  1970-01-01T00:00:01Z  scaler      hold (nothing done): all well',
    ]);
  });
});
