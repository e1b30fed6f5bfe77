import { expect, it } from 'vitest';
import type { OperatePorts } from '../../operate/ports';
import { restoreShard } from '../../operate/shard/restore-shard';
import { homeObject, manifest } from './memory/manifests';
import { MemoryFleet } from './memory/memory-fleet';

const SHARD = 'shard-00000';
const OLD = homeObject(SHARD, 'old', 3);

/** A home whose present manifest names nothing, and whose manifest of the start names `old`. */
function fleetWithPast() {
  const fleet = new MemoryFleet();
  const atMs = fleet.nowMs;
  fleet.shard(SHARD, null, 1);
  fleet.bucket.nowMs = atMs;
  fleet.bucket.put(OLD.key, 'old');
  fleet.bucket.putManifest(manifest(SHARD, { epoch: 1, version: 1, objects: [OLD] }));
  fleet.bucket.nowMs = atMs + 60_000;
  fleet.bucket.putManifest(manifest(SHARD, { epoch: 1, version: 2, objects: [] }));
  fleet.nowMs = atMs + 120_000;
  return { fleet, wish: { shardId: SHARD, atMs, user: 'jo', yes: true } };
}

/** The SDK repeats a put whose reply was lost; the repetition meets the first one's manifest and is refused. */
it('a restore whose manifest was written, but whose reply was lost, says that the shard is restored', async () => {
  const { fleet, wish } = fleetWithPast();
  const { homes } = fleet.ports;
  const lossy: OperatePorts['homes'] = Object.assign(Object.create(homes), {
    replace: async (...order: Parameters<typeof homes.replace>) => {
      await homes.replace(...order);
      return { kind: 'conflict' };
    },
  });

  const report = await restoreShard({ ...fleet.open, ports: { ...fleet.ports, homes: lossy } }, wish);

  expect(report.value).toMatchObject({ version: 3, written: true });
  expect((await fleet.bucket.read(SHARD))?.manifest).toMatchObject({ version: 3, objects: [OLD] });
});
