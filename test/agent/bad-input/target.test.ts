import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';
import { tableOfCase } from './fleet-table';
import { TroubledFleet } from './troubled-fleet';
import type { TroubledNode } from './troubled-node';

/** What keeps node `b` from taking the shard. */
interface Obstacle {
  readonly name: string;
  readonly code: string;
  readonly raise: (fleet: TroubledFleet, b: TroubledNode) => Promise<void>;
  readonly mend: (fleet: TroubledFleet, b: TroubledNode) => Promise<void>;
}

const mendHome = (fleet: TroubledFleet) => fleet.home.mend();

function spoiltObject(name: string, code: string, change: (content: Buffer) => Buffer | string): Obstacle {
  return { name, code, mend: mendHome, raise: async ({ home }) => home.spoil(await home.objectKey(), change) };
}

function spoiltManifest(name: string, change: (content: Buffer) => Buffer | string): Obstacle {
  const raise = ({ home }: TroubledFleet) => home.spoil(home.manifestKey, change);
  return { name, code: 'UnreadableManifestError', mend: mendHome, raise };
}

function disk(name: string, code: string, trouble: 'no-room' | 'runs-full' | 'read-only'): Obstacle {
  return {
    name,
    code,
    raise: async (_, b) => {
      b.disk.trouble = trouble;
    },
    mend: async (_, b) => {
      b.disk.trouble = undefined;
    },
  };
}

const OBSTACLES: readonly Obstacle[] = [
  spoiltObject('an object with other bytes', 'CorruptObjectError', (content) => 'x'.repeat(content.length)),
  {
    name: 'an object that is gone',
    code: 'MissingObjectError',
    raise: async ({ home }) => home.remove(await home.objectKey()),
    mend: mendHome,
  },
  spoiltManifest('a truncated manifest', (content) => content.subarray(0, -20)),
  spoiltManifest('a manifest of a newer format', (content) =>
    replaced(content, '"formatVersion":1', '"formatVersion":2'),
  ),
  spoiltManifest('the manifest of another shard', (content) => replaced(content, '"shard-00000"', '"shard-00001"')),
  {
    name: 'a manifest that is gone',
    code: 'MissingManifestError',
    raise: ({ home }) => home.remove(home.manifestKey),
    mend: mendHome,
  },
  {
    name: 'objects that the role may not read',
    code: 'PermissionError',
    raise: async (_, b) => {
      b.deniesS3 = (command) => command === 'GetObjectCommand';
    },
    mend: async (_, b) => {
      b.deniesS3 = () => false;
    },
  },
  disk('a disk without room', 'DiskFullError', 'no-room'),
  disk('a disk that runs full', 'DiskFullError', 'runs-full'),
  disk('a disk that cannot be written', 'ReadOnlyDiskError', 'read-only'),
];

function replaced(content: Buffer, text: string, by: string): string {
  const before = content.toString('utf8');
  expect(before).toContain(text);
  return before.replace(text, by);
}

describe.skipIf(MOTO_MISSING)(`GIVEN a shard that is to move${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(async () => {
    await moto?.stop();
  });

  it.each(OBSTACLES.map((obstacle, index) => ({ ...obstacle, table: tableOfCase(index) })))(
    'WHEN its target meets $name (table: $table) THEN $code is told, and the shard stays until it is mended',
    async (obstacle) => {
      const { fleet, a, b } = await TroubledFleet.serving(moto, obstacle.table);
      const { epoch } = await fleet.row();
      await obstacle.raise(fleet, b);
      await fleet.drain('a');

      await fleet.untilReported(b, obstacle.code);
      expect(fleet.write()).toBe('a');
      await fleet.until(() => fleet.hasDecided('timed-out'));
      expect(await fleet.row()).toMatchObject({ owner: 'a', epoch });
      expect(fleet.write()).toBe('a');
      expect(fleet.metric(Metric.UNOWNED_SHARDS)).toBe(0);

      await obstacle.mend(fleet, b);
      await fleet.until(() => fleet.isOwnedBy('b'));
      await fleet.untilMended();
      expect(a.service.accepts('shard-00000')).toBe(false);
      await fleet.expectEveryLineAt(b);
    },
  );
});
