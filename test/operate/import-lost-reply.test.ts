import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { S3Import } from '../../operate/adapters/s3-import';
import { importShard } from '../../operate/shard/import-shard';
import { LossyCompletions } from '../agent/copies/lossy-completions';
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

/** As above, of the completion of a file that is stored in parts; hours of an import may lie before it. */
it('an import of a large file whose upload was completed, but whose reply was lost, goes on', async () => {
  const bucket = new LossyCompletions();
  const client = await bucket.start();
  const directory = mkdtempSync(path.join(tmpdir(), 'import-'));
  writeFileSync(path.join(directory, 'large'), Buffer.alloc(33 * 1024 * 1024));
  try {
    const object = await new S3Import(client, 'b').upload(directory, 'large', SHARD);
    expect(object).toMatchObject({ path: 'large', sizeBytes: 33 * 1024 * 1024 });
    expect(bucket.completions).toBe(2);
  } finally {
    client.destroy();
    await bucket.stop();
    rmSync(directory, { recursive: true });
  }
});
