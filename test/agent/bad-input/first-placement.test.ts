import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import type { Manifest } from '../../../core/home/manifest';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';
import { SHARD, TroubledFleet } from './troubled-fleet';

const EMPTY_HOME: Manifest = { formatVersion: 1, shardId: SHARD, epoch: 7, version: 3, writer: 'old', objects: [] };

describe.skipIf(MOTO_MISSING)(`GIVEN a home without a row${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(async () => {
    await moto?.stop();
  });

  it.each([
    ['is truncated', JSON.stringify(EMPTY_HOME).slice(0, -1)],
    ['is of a newer format', JSON.stringify({ ...EMPTY_HOME, formatVersion: 2 })],
  ])('WHEN its manifest %s THEN it is counted and gets no row, until it is mended', async (_, text) => {
    const fleet = await TroubledFleet.create(moto);
    await fleet.home.put(fleet.home.manifestKey, text);
    await fleet.join('a');
    await fleet.until(() => fleet.hasDecided('home-unreadable'));
    expect(fleet.metric(Metric.AGENT_FAULTS)).toBe(1);
    await expect(fleet.row()).rejects.toThrow('no row');

    await fleet.home.put(fleet.home.manifestKey, JSON.stringify(EMPTY_HOME));
    await fleet.until(() => fleet.isOwnedBy('a'));
    expect(await fleet.row()).toMatchObject({ owner: 'a', epoch: 8 });
    await fleet.untilMended();
  });

  it('WHEN only its manifest is gone THEN the node that is to own it says so, and leaves its objects alone', async () => {
    const fleet = await TroubledFleet.create(moto);
    await fleet.home.put(`homes/${SHARD}/7/object`, 'data');
    const a = await fleet.join('a');
    await fleet.untilReported(a, 'MissingManifestError');
    expect(fleet.accepting()).toEqual([]);
    await expect(fleet.home.manifest()).rejects.toThrow();
  });
});
