import { expect, it } from 'vitest';
import { importShard } from '../../operate/shard/import-shard';
import { MemoryFleet } from '../operate/memory/memory-fleet';

const SHARD = 'shard-00000';

/** The SDK repeats a put whose reply was lost; the repetition meets the first one's manifest and is refused. */
it('an import whose manifest was written, but whose reply was lost, keeps its objects', async () => {
  const fleet = new MemoryFleet();
  fleet.localFiles.set('a', '123');
  const { homes } = fleet.ports;
  const replace = homes.replace.bind(homes);
  const lossy: typeof homes = Object.assign(Object.create(homes), {
    replace: async (...order: Parameters<typeof replace>) => {
      await replace(...order);
      return { kind: 'conflict' } as const;
    },
  });

  await importShard({ ...fleet.open, ports: { ...fleet.ports, homes: lossy } }, SHARD, '/data').catch(() => undefined);

  const stored = await fleet.bucket.read(SHARD);
  for (const { key } of stored?.manifest.objects ?? []) {
    expect(fleet.bucket.isVisible(key), `${key} is named by the manifest`).toBe(true);
  }
});
