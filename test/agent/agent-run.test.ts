import { afterEach, describe, expect, it, vi } from 'vitest';
import { FencedIncarnationError, ServiceTimeoutError } from '../../agent/errors';
import { SILENT_LOG } from '../../agent/log/agent-log';
import { type NoticeListener, type WatchOptions, watchNotices } from '../../agent/metadata/watch-notices';
import { monotonicClock } from '../../agent/monotonic-clock';
import type { NodeTablePort } from '../../agent/ports';
import { type RunAgentParts, runAgent } from '../../agent/run-agent';
import { AgentWorld, FLUSH, type MemoryAgent } from './agent-world';

/** Heartbeats every 10 ms. */
const POLICY = { heartbeatSeconds: 0.01, flush: FLUSH };

/** Runs a node's agent in real time; `stop` as SIGTERM does. */
function run(node: MemoryAgent, changes: Partial<RunAgentParts> = {}) {
  const stopping = new AbortController();
  const joined = vi.fn(async () => {});
  const status = runAgent({
    agent: node.agent,
    policy: POLICY,
    log: SILENT_LOG,
    clock: monotonicClock,
    onJoined: joined,
    signal: stopping.signal,
    ...changes,
  });
  return { status, stop: () => stopping.abort(), joined };
}

/** The table, some of whose calls fare differently. */
function tableOf(world: AgentWorld, changed: Partial<NodeTablePort>): NodeTablePort {
  return Object.assign(Object.create(world.table), changed);
}

describe('an agent in real time', () => {
  it('joins, renews its lease, takes its shards, and leaves when it is told to stop', async () => {
    const world = new AgentWorld();
    const node = world.make('a');
    const { status, stop, joined } = run(node);
    await expect.poll(() => world.table.heartbeats.get('a')?.counter).toBeGreaterThan(2);
    expect(joined).toHaveBeenCalledOnce();
    world.startMove('s', 'a');
    await expect.poll(() => node.agent.status().accepting).toEqual(['s']);
    stop();
    expect(await status).toBe(0);
    expect(world.table.heartbeats.get('a')).toMatchObject({ fenced: true, shards: {} });
  });

  it('ends with 1 once it is fenced, so that systemd starts it anew', async () => {
    const world = new AgentWorld();
    const { status } = run(world.make('a'));
    await expect.poll(() => world.table.heartbeats.has('a')).toBe(true);
    world.table.fence('a');
    expect(await status).toBe(1);
  });

  it('ends with 1 once its service is gone, so that systemd starts both anew', async () => {
    const world = new AgentWorld();
    const node = world.make('a');
    const { status } = run(node);
    await expect.poll(() => node.agent.status().state).toBe('serving');
    await world.place('s', node, 'a');
    node.program.failures.set('stats', new ServiceTimeoutError('nobody listens there'));
    await expect.poll(() => node.agent.status().faults).toMatchObject([{ code: 'ServiceTimeoutError' }]);
    world.nowMs += 90_000;
    expect(await status).toBe(1);
    expect(world.table.heartbeats.get('a')?.fenced).toBe(false);
  });

  it('tries to join until the table is in reach', async () => {
    const world = new AgentWorld();
    let failures = 1;
    const table = tableOf(world, {
      register: async (heartbeat) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error('out of reach');
        }
        await world.table.register(heartbeat);
      },
    });
    const { status, stop } = run(world.make('a', { table }));
    await expect.poll(() => world.table.heartbeats.has('a')).toBe(true);
    stop();
    expect(await status).toBe(0);
  });

  it('fails when its incarnation was called dead before it joined', async () => {
    const world = new AgentWorld();
    const table = tableOf(world, { register: () => Promise.reject(new FencedIncarnationError('dead')) });
    await expect(run(world.make('a', { table })).status).rejects.toThrow(FencedIncarnationError);
  });

  it('goes on while the table is out of reach', async () => {
    const world = new AgentWorld();
    let isReachable = true;
    const renew: NodeTablePort['renew'] = (heartbeat) =>
      isReachable ? world.table.renew(heartbeat) : Promise.reject(new Error('out of reach'));
    const node = world.make('a', { table: tableOf(world, { renew }) });
    const { status, stop } = run(node);
    isReachable = false;
    await expect.poll(() => node.agent.status().faults).toMatchObject([{ message: 'out of reach' }]);
    isReachable = true;
    await expect.poll(() => node.agent.status().faults).toEqual([]);
    stop();
    expect(await status).toBe(0);
  });

  it('keeps its lease while a shard takes its time to close', async () => {
    const world = new AgentWorld();
    const node = world.make('a');
    const { status, stop } = run(node);
    await expect.poll(() => node.agent.status().state).toBe('serving');
    await world.place('s', node, 'a');
    let answer = () => {};
    node.program.close = () => new Promise((resolve) => (answer = () => resolve(undefined)));
    stop();
    await expect.poll(() => node.agent.status().state).toBe('leaving');
    const counter = world.table.heartbeats.get('a')?.counter ?? 0;
    await expect.poll(() => world.table.heartbeats.get('a')?.counter).toBeGreaterThan(counter + 2);
    answer();
    expect(await status).toBe(0);
  });

  it('leaves at a Spot notice, and ends only when it is told to', async () => {
    const world = new AgentWorld();
    const node = world.make('a');
    let listener: NoticeListener | undefined;
    const watchNotices = (given: NoticeListener) => {
      listener = given;
    };
    const { status, stop } = run(node, { watchNotices });
    await expect.poll(() => node.agent.status().state).toBe('serving');
    await world.place('s', node, 'a');
    node.program.accept('s', 10);
    listener?.onSpot({ action: 'terminate', time: '2026-11-21T12:02:00Z' });
    await expect.poll(() => node.agent.status().state).toBe('left');
    expect(world.homes.manifests.get('s')?.objects).toHaveLength(1);
    stop();
    expect(await status).toBe(0);
  });

  it('forgets that its metadata did not answer once they do: one lost answer in five minutes is no lasting fault', async () => {
    const world = new AgentWorld();
    const node = world.make('a');
    const answers = [Promise.reject(new Error('no answer'))];
    const source = {
      spotAction: () => answers.shift() ?? Promise.resolve(undefined),
      rebalanceRecommendation: async () => undefined,
    };
    const watch = (options: WatchOptions) => watchNotices(source, { ...options, everyMs: 50 });
    const { status, stop } = run(node, { watchNotices: watch });
    await expect
      .poll(() => node.happenings)
      .toContainEqual(expect.objectContaining({ kind: 'fault', action: 'metadata' }));
    await expect.poll(() => node.agent.status().faults).toEqual([]);
    stop();
    await status;
  });

  it('refuses shards and flushes at a rebalance recommendation, and serves on', async () => {
    const world = new AgentWorld();
    const node = world.make('a');
    let listener: NoticeListener | undefined;
    const watchNotices = (given: NoticeListener) => {
      listener = given;
    };
    const { status, stop } = run(node, { watchNotices });
    await expect.poll(() => node.agent.status().state).toBe('serving');
    await world.place('s', node, 'a');
    node.program.accept('s', 10);
    listener?.onRebalance('2026-11-21T12:02:00Z');
    await expect.poll(() => world.homes.manifests.get('s')?.objects).toHaveLength(1);
    await expect
      .poll(() => world.table.heartbeats.get('a'))
      .toMatchObject({ refuses: expect.stringMatching(/recommends/) });
    expect(node.agent.status().accepting).toEqual(['s']);
    stop();
    await status;
  });
});

describe('a wall clock that jumps by an hour', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('changes nothing when it goes %s', async (_, jumpMs) => {
    const world = new AgentWorld();
    const node = world.make('a');
    const { status, stop } = run(node);
    await expect.poll(() => node.agent.status().state).toBe('serving');
    await world.place('s', node, 'a');
    const before = monotonicClock();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jumpMs });
    expect(Math.abs(monotonicClock() - before)).toBeLessThan(Math.abs(jumpMs) / 2);
    const counter = world.table.heartbeats.get('a')?.counter ?? 0;
    await expect.poll(() => world.table.heartbeats.get('a')?.counter).toBeGreaterThan(counter + 2);
    expect(node.agent.status().accepting).toEqual(['s']);
    stop();
    expect(await status).toBe(0);
  });
});
