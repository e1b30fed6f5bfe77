import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { handleRebalancerEvent } from '../../../lambda/rebalancer/handle-rebalancer-event';
import { RebalancerWorld } from '../../lambda/rebalancer/rebalancer-world';

const HOUR_MS = 3_600_000;
const NODES = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];

/** Six nodes that serve, and true time beside what the hosts of the function show. */
class ClockWorld extends RebalancerWorld {
  /** As EventBridge has it. */
  trueMs = Date.UTC(2026, 10, 21);

  async place(): Promise<void> {
    for (const id of NODES) {
      this.join(id);
    }
    for (let tick = 0; tick < 3; tick += 1) {
      await this.event(60, NODES);
      this.finishMoves();
    }
  }

  /** An event so many seconds later, after renewals, on a host whose clock is so far ahead. */
  async event(afterSeconds: number, renewing: readonly string[], aheadMs = 0): Promise<void> {
    this.trueMs += afterSeconds * 1000;
    for (const id of renewing) {
      this.beat(id);
    }
    this.nowMs = this.trueMs + aheadMs;
    const time = new Date(this.trueMs).toISOString();
    await handleRebalancerEvent(this.ports, this.settings)({ time });
  }

  fenced(): readonly string[] {
    return [...this.table.heartbeats.values()].filter(({ fenced }) => fenced).map(({ nodeId }) => nodeId);
  }
}

async function placed(): Promise<ClockWorld> {
  const world = new ClockWorld();
  await world.place();
  return world;
}

describe('GIVEN hosts of the rebalancer whose clocks differ by an hour', () => {
  const others = NODES.slice(1);

  it.each([
    ['forward', HOUR_MS],
    ['back', -HOUR_MS],
  ])('WHEN the clock jumps %s THEN the tick is refused by name, and nothing is written', async (_, aheadMs) => {
    const world = await placed();
    const before = JSON.stringify([...world.table.memories, ...world.table.shards]);
    await expect(world.event(2, [], aheadMs)).rejects.toThrow(/clock of this host is 3600 s (ahead of|behind)/);
    await expect(world.event(60, NODES, aheadMs)).rejects.toMatchObject({ name: 'WrongClockError' });
    expect(JSON.stringify([...world.table.memories, ...world.table.shards])).toBe(before);
  });

  it('WHEN ticks follow each other within a heartbeat THEN no live node is fenced', async () => {
    const world = await placed();
    await expect(world.event(2, others, HOUR_MS)).rejects.toThrow();
    await world.event(2, others);
    await expect(world.event(2, others, -HOUR_MS)).rejects.toThrow();
    await world.event(2, others);
    expect(world.fenced()).toEqual([]);
    expect(world.latestMetric(Metric.LIVE_NODES)).toBe(NODES.length);
  });

  it('WHEN hosts are a minute and a half apart THEN nodes that renewed in between live on', async () => {
    const world = await placed();
    await world.event(60, NODES, 90_000);
    await world.event(60, NODES);
    await world.event(60, NODES, 90_000);
    expect(world.fenced()).toEqual([]);
  });

  it('WHEN all nodes seem silent at once THEN the brake holds, and is off once they are seen to renew', async () => {
    const world = await placed();
    await world.event(2, [], 90_000);
    expect(world.latestMetric(Metric.BRAKE)).toBe(1);
    await world.event(58, NODES);
    expect(world.latestMetric(Metric.BRAKE)).toBe(0);
    expect(world.fenced()).toEqual([]);
  });

  it('WHEN a node dies meanwhile THEN it is fenced within two good ticks', async () => {
    const world = await placed();
    await expect(world.event(60, others, HOUR_MS)).rejects.toThrow();
    await world.event(60, others);
    await world.event(60, others);
    expect(world.fenced()).toEqual(['n1']);
  });

  it('WHEN a clock within the tolerance goes back THEN a dead node is fenced no later than a tick after', async () => {
    const world = await placed();
    await world.event(60, NODES, 110_000);
    await world.event(60, others);
    await world.event(60, others);
    expect(world.fenced()).toEqual(['n1']);
  });
});
