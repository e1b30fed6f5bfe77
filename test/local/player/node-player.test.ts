import { beforeEach, describe, expect, it } from 'vitest';
import { countedLeaseMs } from '../../../core/lease/node-lease';
import { countOverlappingWrites } from '../../../local/laws/overlapping-writes';
import { toWriteIntervals } from '../../../local/laws/write-intervals';
import { HEARTBEAT_MS, LEASE_MS, MACHINE, MemoryFleet } from './memory-fleet';

describe('NodePlayer', () => {
  let fleet: MemoryFleet;

  beforeEach(() => {
    fleet = new MemoryFleet(['s1', 's2']);
    fleet.demand.setDemand(1, 0);
  });

  async function startedWith(...nodeIds: readonly string[]): Promise<void> {
    for (const nodeId of nodeIds) {
      fleet.launch(nodeId);
    }
    await fleet.play(MACHINE.startUpMs + HEARTBEAT_MS);
  }

  it('starts an instance’s agent after its start-up time', async () => {
    fleet.launch('i-1');

    await fleet.play(MACHINE.startUpMs);
    expect(fleet.heartbeats.size).toBe(0);

    await fleet.play(HEARTBEAT_MS);
    expect(fleet.heartbeats.get('i-1')).toMatchObject({ zone: 'zone-a', fenced: false });
  });

  it('does not start an instance that ended before its agent ran', async () => {
    fleet.launch('i-1');
    await fleet.play(HEARTBEAT_MS);

    fleet.instances = [];
    await fleet.play(2 * MACHINE.startUpMs);

    expect(fleet.heartbeats.size).toBe(0);
  });

  it('does not start an instance that it first sees on its way out', async () => {
    fleet.instances = [{ instanceId: 'i-1', lifecycleState: 'Terminating:Wait', zone: 'zone-a', healthy: true }];

    await fleet.play(2 * MACHINE.startUpMs);

    expect(fleet.heartbeats.size).toBe(0);
  });

  it('renews every lease once a step', async () => {
    await startedWith('i-1', 'i-2');
    const before = fleet.heartbeats.get('i-2')?.counter ?? 0;

    await fleet.play(3 * HEARTBEAT_MS);

    expect(fleet.heartbeats.get('i-2')?.counter).toBe(before + 3);
  });

  it('renews leases more seldom while no shard moves, where that is asked for', async () => {
    fleet = new MemoryFleet(['s1', 's2'], 2 * HEARTBEAT_MS);
    await startedWith('i-1');
    const counter = () => fleet.heartbeats.get('i-1')?.counter ?? 0;
    const before = counter();

    await fleet.play(4 * HEARTBEAT_MS);
    expect(counter()).toBe(before + 2);
    await fleet.play(HEARTBEAT_MS);
    const quiet = counter();

    fleet.order('s1', 'i-gone');
    await fleet.play(4 * HEARTBEAT_MS);
    expect(counter()).toBeGreaterThanOrEqual(quiet + 3);
  });

  it('opens a first placement within one step, sealed in its home', async () => {
    await startedWith('i-1');
    fleet.order('s1', 'i-1');

    await fleet.play(HEARTBEAT_MS);

    expect(fleet.served('i-1')).toEqual(['s1']);
    expect(fleet.shardOf('s1')).toEqual({ id: 's1', owner: 'i-1', followers: [], epoch: 1 });
    expect(fleet.manifests.get('s1')?.manifest).toMatchObject({ epoch: 1, writer: 'i-1' });
  });

  it('hands a shard over once its copy is there, without overlapping writes', async () => {
    await startedWith('i-1', 'i-2');
    fleet.order('s1', 'i-1');
    await fleet.play(HEARTBEAT_MS);
    fleet.order('s1', 'i-2');

    await fleet.play(HEARTBEAT_MS);
    expect(fleet.served('i-1')).toEqual(['s1']);

    await fleet.play(4 * HEARTBEAT_MS);
    expect(fleet.served('i-1')).toEqual([]);
    expect(fleet.served('i-2')).toEqual(['s1']);
    expect(fleet.shardOf('s1')).toMatchObject({ owner: 'i-2', epoch: 2 });
    expect(countOverlappingWrites(toWriteIntervals(fleet.record.events))).toBe(0);
    expect(fleet.player.rows.moves.map((move) => move.reason)).toEqual(['first-placement', 'rebalance']);
  });

  it('stops serving at once when a machine dies', async () => {
    await startedWith('i-1');
    fleet.order('s1', 'i-1');
    await fleet.play(HEARTBEAT_MS);
    const diedMs = fleet.nowMs;

    await fleet.player.end('i-1');
    fleet.instances = [];
    await fleet.play(4 * LEASE_MS);

    const [interval] = toWriteIntervals(fleet.record.events);
    expect(interval?.endMs).toBe(diedMs);
    expect(interval?.possibleEndMs).toBe(diedMs - HEARTBEAT_MS + countedLeaseMs(LEASE_MS));
  });

  it('closes every shard of a fenced node, and starts its agent anew', async () => {
    await startedWith('i-1', 'i-2');
    fleet.order('s1', 'i-1');
    await fleet.play(HEARTBEAT_MS);
    fleet.fence('i-1');

    await fleet.play(HEARTBEAT_MS);

    expect(fleet.served('i-1')).toEqual([]);
    expect(toWriteIntervals(fleet.record.events)[0]?.possibleEndMs).toBe(fleet.nowMs - HEARTBEAT_MS);
    expect(fleet.heartbeats.get('i-1')).toMatchObject({ incarnation: 'i-1-2', fenced: false });
    expect(fleet.heartbeats.get('i-2')?.incarnation).toBe('i-2-1');
  });

  it('reads the table again only after others may have written it', async () => {
    await startedWith('i-1');
    await fleet.player.step();
    const reads = fleet.calls.readShards;

    await fleet.player.step();
    expect(fleet.calls.readShards).toBe(reads);

    await fleet.player.observeGroup();
    await fleet.player.step();
    expect(fleet.calls.readShards).toBe(reads + 1);
  });

  it('asks for a copy once when it starts, and not again before it is there', async () => {
    await startedWith('i-1', 'i-2');
    fleet.order('s1', 'i-1');
    await fleet.play(HEARTBEAT_MS);
    fleet.order('s1', 'i-2');
    let reads = 0;
    const { read } = fleet.homes;
    fleet.homes.read = (shardId) => {
      reads += shardId === 's1' ? 1 : 0;
      return read(shardId);
    };

    await fleet.play(2 * HEARTBEAT_MS);

    expect(fleet.served('i-1')).toEqual(['s1']);
    expect(reads).toBe(1);

    await fleet.play(2 * HEARTBEAT_MS);
    expect(fleet.served('i-2')).toEqual(['s1']);
  });

  it('counts demand of shards that nobody serves as unmet', async () => {
    await startedWith('i-1');
    expect(fleet.player.unmet()).toBeCloseTo(1, 9);

    fleet.order('s1', 'i-1');
    fleet.order('s2', 'i-1');
    await fleet.play(HEARTBEAT_MS);

    expect(fleet.player.unmet()).toBeCloseTo(0, 9);
  });

  it('counts load beyond what a node can serve as unmet', async () => {
    await startedWith('i-1');
    fleet.order('s1', 'i-1');
    fleet.order('s2', 'i-1');
    await fleet.play(HEARTBEAT_MS);

    fleet.demand.setDemand(1.5, fleet.nowMs);

    expect(fleet.player.unmet()).toBeCloseTo(0.5, 9);
  });

  it('ends every node at the end of a run, without a word for the record', async () => {
    await startedWith('i-1');
    fleet.order('s1', 'i-1');
    await fleet.play(HEARTBEAT_MS);
    const said = fleet.record.events.length;

    await fleet.player.close();

    expect(fleet.player.nodes()).toEqual([]);
    expect(fleet.record.events).toHaveLength(said);
  });
});
