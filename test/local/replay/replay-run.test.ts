import { describe, expect, it, vi } from 'vitest';
import { playTrace } from '../../../local/replay/play-trace';
import { quietRenewMs } from '../../../local/replay/quiet-renew';
import { warmUp } from '../../../local/replay/warm-up';
import { MemoryReplay } from './memory-replay';

const MINUTE = 60_000;

describe('ReplayRun', () => {
  it('ticks the controllers once a minute, at its start', async () => {
    const { run, ticksMs } = new MemoryReplay(['s1']);

    await run.playMinute(1);
    await run.playMinute(1);

    expect(ticksMs).toEqual([0, MINUTE]);
    expect(run.tickTimesMs).toEqual([0, MINUTE]);
    expect(run.nowMs()).toBe(2 * MINUTE);
  });

  describe('WHEN the owner of a shard has died', () => {
    async function withDeadOwner(...looksAfterMs: number[]): Promise<readonly number[]> {
      const replay = new MemoryReplay(['s1']);
      replay.fleet.launch('i-1');
      const { minutes } = await warmUp(replay.run, 1, 1);
      replay.looksAfterMs = looksAfterMs;
      await replay.run.playMinute(1, async () => void (await replay.run.failBusiestNode()));
      await replay.run.playMinute(1);
      expect(replay.run.tickTimesMs).toHaveLength(minutes + 2);
      return replay.ticksMs.slice(minutes).map((tickMs) => tickMs - minutes * MINUTE);
    }

    it('THEN the controller looks again within the minute, at the very time that it asked for', async () => {
      expect(await withDeadOwner(20_500, 30_000)).toEqual([0, 20_500, 50_500, MINUTE]);
    });

    it('THEN a look that is due after the next tick is left to that', async () => {
      expect(await withDeadOwner(75_000)).toEqual([0, MINUTE]);
    });
  });

  it('leaves out what a controller wants to look at again while every node lives', async () => {
    const replay = new MemoryReplay(['s1']);
    replay.fleet.launch('i-1');
    const { minutes } = await warmUp(replay.run, 1, 1);
    replay.looksAfterMs = [20_000];

    await replay.run.playMinute(1);

    expect(replay.ticksMs).toHaveLength(minutes + 1);
  });

  it('lets nodes renew their leases every heartbeat', async () => {
    const { run, fleet } = new MemoryReplay(['s1']);
    fleet.launch('i-1');
    await run.playMinute(1);
    await run.playMinute(1);
    const before = fleet.heartbeats.get('i-1')?.counter ?? 0;

    await run.playMinute(1);

    expect(before).toBeGreaterThan(0);
    expect(fleet.heartbeats.get('i-1')?.counter).toBe(before + 4);
  });

  it('writes to shards that have an owner, once a minute', async () => {
    const replay = new MemoryReplay(['s1']);
    replay.fleet.launch('i-1');
    await warmUp(replay.run, 1, 1);
    const before = replay.writes.length;

    await replay.run.playMinute(1);

    expect(replay.writes.slice(before)).toEqual(['i-1 s1']);
  });

  it('is unmet by as much as is demanded while there is no node', async () => {
    expect((await new MemoryReplay(['s1']).run.playMinute(3)).unmet).toBeCloseTo(3, 9);
  });

  it('stops within a step once it is aborted', async () => {
    const abortion = new AbortController();
    const { run, ticksMs } = new MemoryReplay(['s1'], abortion.signal);

    const failure = run.playMinute(1, async () => abortion.abort(new Error('interrupted')));

    await expect(failure).rejects.toThrow('interrupted');
    expect(ticksMs).toHaveLength(1);
  });
});

describe('quietRenewMs', () => {
  it.each([
    [15, 45, 30_000],
    [10, 45, 30_000],
    [15, 90, 75_000],
    [3, 10, 6000],
    [1, 3, 2000],
  ])(
    'is as many heartbeats of %i s as a node counts of a lease of %i s',
    (heartbeatSeconds, leaseSeconds, expectedMs) => {
      expect(quietRenewMs({ heartbeatSeconds, leaseSeconds })).toBe(expectedMs);
    },
  );
});

describe('warmUp', () => {
  it('ends after the first minute in which all of the demand was served', async () => {
    const { run, fleet } = new MemoryReplay(['s1', 's2']);
    fleet.launch('i-1');

    // Observed in the first minute, started in the second, given its shards in the third.
    expect(await warmUp(run, 2, 1)).toEqual({ minutes: 4 });
  });

  it('ends without a problem when all shards are served but the demand is beyond the nodes', async () => {
    const { run, fleet } = new MemoryReplay(['s1', 's2']);
    fleet.launch('i-1');

    expect(await warmUp(run, 2, 3)).toEqual({ minutes: 20 });
  });

  it('has no problem with shards that came up and are on their way when the time is over', async () => {
    const { run, fleet, ticksMs } = new MemoryReplay(['s1', 's2']);
    fleet.launch('i-1');
    const playMinute = run.playMinute.bind(run);
    vi.spyOn(run, 'playMinute').mockImplementation((demand) => {
      fleet.instances = ticksMs.length < 19 ? fleet.instances : [];
      return playMinute(demand);
    });

    expect(await warmUp(run, 2, 3)).toEqual({ minutes: 20 });
    expect(run.parts.player.nodes()).toEqual([]);
  });

  it('gives up with a problem that says how many are served', async () => {
    const replay = new MemoryReplay(['s1', 's2']);
    replay.fleet.launch('i-1');
    replay.places = false;

    expect((await warmUp(replay.run, 2, 1)).problem).toBe(
      '0 of 2 shards were served after 20 minutes: s1 of nobody in epoch 0; s2 of nobody in epoch 0',
    );
  });
});

describe('playTrace', () => {
  it('samples every minute', async () => {
    const { run, fleet } = new MemoryReplay(['s1', 's2']);
    fleet.launch('i-1');
    await warmUp(run, 2, 1);
    const told: number[] = [];

    const played = await playTrace(run, {
      trace: { name: 'test', demand: [0.5, 1.5], events: [] },
      onMinute: ({ minute }) => told.push(minute),
    });

    expect(told).toEqual([1, 2]);
    expect(played.startMs).toBe(4 * MINUTE);
    expect(played.samples).toMatchObject([
      { minute: 0, demand: 0.5, unmet: 0, readyNodes: 1, instances: 1, shardsByNode: { 'i-1': 2 } },
      { minute: 1, demand: 1.5, readyNodes: 1, highestLoadPercent: 150 },
    ]);
    expect(played.samples[1]?.unmet).toBeCloseTo(0.5, 9);
  });

  it('lets the busiest node fail in the minute of the event', async () => {
    const replay = new MemoryReplay(['s1', 's2']);
    replay.fleet.launch('i-1');
    replay.fleet.launch('i-2');
    await warmUp(replay.run, 2, 1);

    const played = await playTrace(replay.run, {
      trace: { name: 'test', demand: [1, 1], events: [{ minute: 1, kind: 'node-failure' }] },
    });

    expect(replay.failed).toEqual(['i-1']);
    expect(played.events).toEqual([{ minute: 1, text: 'node i-1 failed' }]);
    expect(played.samples[1]).toMatchObject({ readyNodes: 1, unmet: 1 });
  });
});
