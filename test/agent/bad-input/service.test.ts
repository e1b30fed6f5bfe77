import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';
import { tableOfCase } from './fleet-table';
import { SHARD, TroubledFleet } from './troubled-fleet';
import type { CallTrouble } from './troubled-service';

const CLOSES: readonly [CallTrouble, string][] = [
  ['deaf', 'ServiceTimeoutError'],
  ['mute', 'ServiceTimeoutError'],
  ['garbage', 'ServiceRefusalError'],
  ['fails', 'ServiceRefusalError'],
];

describe.skipIf(MOTO_MISSING)(`GIVEN a service that goes wrong${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(async () => {
    await moto?.stop();
  });

  it.each(CLOSES.map(([trouble, code], index) => ({ trouble, code, table: tableOfCase(index) })))(
    'WHEN it is $trouble at close (table: $table) THEN $code is told, and the shard comes back to its owner',
    async ({ trouble, code, table }) => {
      const { fleet, a, b } = await TroubledFleet.serving(moto, table);
      const { epoch } = await fleet.row();
      a.service.troubles.set('close', trouble);
      await fleet.drain('a');
      fleet.write();

      await fleet.untilReported(a, code);
      expect(await fleet.row()).toMatchObject({ owner: 'a', epoch, move: { state: 'releasing' } });
      await fleet.until(() => fleet.hasDecided('timed-out'));
      await fleet.until(() => fleet.write() === 'a');
      expect(await fleet.row()).toMatchObject({ owner: 'a', epoch });
      expect(b.service.accepts(SHARD)).toBe(false);

      a.service.troubles.clear();
      await fleet.until(() => fleet.isOwnedBy('b'));
      await fleet.untilMended();
      await fleet.expectEveryLineAt(b);
    },
  );

  it.each<[string, CallTrouble, string]>([
    ['flush', 'fails', 'ServiceRefusalError'],
    ['flush', 'garbage', 'ServiceRefusalError'],
    ['flush', 'deaf', 'ServiceTimeoutError'],
  ])('WHEN its %s is %s THEN %s is told, and what is unflushed stays with the owner', async (call, trouble, code) => {
    const { fleet, a } = await TroubledFleet.serving(moto);
    a.service.troubles.set(call, trouble);
    fleet.write();
    await fleet.untilReported(a, code);
    expect(fleet.write()).toBe('a');

    a.service.troubles.clear();
    await fleet.untilMended();
    await fleet.expectEveryLineAt(a);
  });

  it.each<[string, CallTrouble]>([
    ['stats', 'fails'],
    ['stats', 'garbage'],
    ['stats', 'deaf'],
  ])('WHEN its %s is %s THEN the lease is renewed, and the node gets no shards meanwhile', async (call, trouble) => {
    const { fleet, a, b } = await TroubledFleet.serving(moto);
    b.service.troubles.set(call, trouble);
    await fleet.untilReported(b, trouble === 'deaf' ? 'ServiceTimeoutError' : 'ServiceRefusalError');
    await fleet.drain('a');
    await fleet.until(() => fleet.hasDecided('nodes-refuse'));
    expect(fleet.write()).toBe('a');
    expect(a.agent.status().accepting).toEqual([SHARD]);

    b.service.troubles.clear();
    await fleet.until(() => fleet.isOwnedBy('b'));
  });

  it('WHEN nobody listens THEN it is told, and a service that comes back serves the same shard', async () => {
    const { fleet, a } = await TroubledFleet.serving(moto);
    const before = await fleet.row();
    await a.service.stop();
    await fleet.untilReported(a, 'ServiceTimeoutError');
    expect(await fleet.row()).toEqual(before);

    await a.service.start();
    await fleet.until(() => fleet.write() === 'a');
    await fleet.untilMended();
    await fleet.expectEveryLineAt(a);
  });

  it('WHEN the new owner does not answer open THEN it is told, and no other node opens the shard', async () => {
    const { fleet, a, b } = await TroubledFleet.serving(moto);
    b.service.troubles.set('open', 'deaf');
    await fleet.drain('a');
    await fleet.untilReported(b, 'ServiceTimeoutError');
    expect(a.service.accepts(SHARD)).toBe(false);
    expect(await fleet.row()).toMatchObject({ owner: 'b', move: { state: 'committed' } });

    b.service.troubles.clear();
    await fleet.until(() => fleet.isOwnedBy('b'));
    await fleet.untilMended();
    await fleet.expectEveryLineAt(b);
  });
});
