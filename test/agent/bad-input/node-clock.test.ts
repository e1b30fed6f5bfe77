import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';
import { SHARD, TroubledFleet } from './troubled-fleet';

const HOUR_MS = 3_600_000;

describe.skipIf(MOTO_MISSING)(`GIVEN nodes whose wall clock jumps${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  afterAll(async () => {
    await moto?.stop();
  });

  it.each([
    ['forward', HOUR_MS],
    ['back', -HOUR_MS],
  ])(
    'WHEN it jumps %s an hour and returns THEN leases, flushes and a hand-over go on as if it had not',
    async (_, jumpMs) => {
      const { fleet, a, b } = await TroubledFleet.serving(moto, 'DynamoDB');
      const startMs = Date.now();
      const leaseMs = a.agent.status().leaseRemainingMs;
      vi.useFakeTimers({ toFake: ['Date'], now: startMs + jumpMs });
      expect(a.agent.status()).toMatchObject({ accepting: [SHARD], leaseRemainingMs: leaseMs });
      expect(fleet.write()).toBe('a');
      await a.agent.flush(SHARD);

      await fleet.drain('a');
      await fleet.until(async () => (await fleet.row()).move !== undefined);
      vi.setSystemTime(startMs);
      await fleet.until(() => fleet.isOwnedBy('b'));
      vi.setSystemTime(startMs + jumpMs);
      expect(fleet.write()).toBe('b');
      await fleet.expectEveryLineAt(b);
      await fleet.until(() => fleet.metric(Metric.LIVE_NODES) === 2 && fleet.metric(Metric.AGENT_FAULTS) === 0);
      expect((await fleet.row()).epoch).toBe(2);
    },
  );
});
