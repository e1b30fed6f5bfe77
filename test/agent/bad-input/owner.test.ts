import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';
import { tableOfCase } from './fleet-table';
import { SHARD, TroubledFleet } from './troubled-fleet';
import type { TroubledNode } from './troubled-node';

/** What keeps the owner from making writes durable. */
interface Obstacle {
  readonly name: string;
  readonly code: string;
  readonly raise: (fleet: TroubledFleet, a: TroubledNode) => Promise<void> | void;
  readonly mend: (fleet: TroubledFleet, a: TroubledNode) => Promise<void> | void;
}

function denied(name: string, refused: (command: string, key: string) => boolean): Obstacle {
  return {
    name,
    code: 'PermissionError',
    raise: (_, a) => {
      a.deniesS3 = refused;
    },
    mend: (_, a) => {
      a.deniesS3 = () => false;
    },
  };
}

const OBSTACLES: readonly Obstacle[] = [
  denied('objects that the role may not write', (command) => command === 'PutObjectCommand'),
  denied('a manifest that the role may not write', (command, key) => command === 'PutObjectCommand' && isManifest(key)),
  {
    name: 'a bucket that is gone',
    code: 'MissingBucketError',
    raise: ({ home }) => home.removeBucket(),
    mend: async ({ home }) => {
      await home.makeBucket();
      await home.mend();
    },
  },
  {
    name: 'a bucket that was made anew, empty',
    code: 'MissingManifestError',
    raise: async ({ home }) => {
      await home.removeBucket();
      await home.makeBucket();
    },
    mend: ({ home }) => home.mend(),
  },
  {
    name: 'a manifest that somebody truncated',
    code: 'UnreadableManifestError',
    raise: ({ home }) => home.spoil(home.manifestKey, (content) => content.subarray(0, 30)),
    mend: ({ home }) => home.mend(),
  },
];

function isManifest(key: string): boolean {
  return key.endsWith('manifest.json');
}

describe.skipIf(MOTO_MISSING)(`GIVEN a shard that is served${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(async () => {
    await moto?.stop();
  });

  it.each(OBSTACLES.map((obstacle, index) => ({ ...obstacle, table: tableOfCase(index) })))(
    'WHEN a flush meets $name (table: $table) THEN $code is told, and the owner serves on',
    async (obstacle) => {
      const { fleet, a, b } = await TroubledFleet.serving(moto, obstacle.table);
      const before = await fleet.row();
      await obstacle.raise(fleet, a);
      expect(fleet.write()).toBe('a');

      await fleet.untilReported(a, obstacle.code);
      await expect(a.agent.flush(SHARD)).rejects.toMatchObject({ name: obstacle.code });
      await fleet.until(() => (fleet.metric(Metric.RECOVERY_POINT) ?? 0) > 120);
      expect(fleet.write()).toBe('a');
      expect(await fleet.row()).toEqual(before);

      await obstacle.mend(fleet, a);
      await fleet.until(() => fleet.metric(Metric.RECOVERY_POINT) === 0);
      await fleet.untilMended();
      await fleet.drain('a');
      await fleet.until(() => fleet.isOwnedBy('b'));
      await fleet.expectEveryLineAt(b);
    },
  );

  it('WHEN the new owner may not seal THEN it is told, nobody writes, and it opens once it may', async () => {
    const { fleet, b } = await TroubledFleet.serving(moto);
    const before = await fleet.home.manifest();
    b.deniesS3 = (command, key) => command === 'PutObjectCommand' && isManifest(key);
    await fleet.drain('a');
    await fleet.untilReported(b, 'PermissionError');
    expect(fleet.accepting()).toEqual([]);
    expect(await fleet.row()).toMatchObject({ owner: 'b', move: { state: 'committed' } });
    expect(await fleet.home.manifest()).toEqual(before);

    b.deniesS3 = () => false;
    await fleet.until(() => fleet.isOwnedBy('b'));
    await fleet.untilMended();
    await fleet.expectEveryLineAt(b);
  });

  it('WHEN the only other node says that its disk is read-only THEN it is not chosen until it says so no more', async () => {
    const { fleet, b } = await TroubledFleet.serving(moto);
    b.refuses = 'the instance store cannot be written';
    await b.agent.heartbeat();
    await fleet.drain('a');
    await fleet.until(() => fleet.hasDecided('node-refuses') && fleet.hasDecided('nodes-refuse'));
    expect((await fleet.row()).move).toBeUndefined();
    expect(fleet.write()).toBe('a');

    b.refuses = undefined;
    await fleet.until(() => fleet.isOwnedBy('b'));
    await fleet.expectEveryLineAt(b);
  });
});
