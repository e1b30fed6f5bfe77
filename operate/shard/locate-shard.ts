import { AgentError } from '../../agent/errors';
import type { Shard } from '../../core/fleet/shard';
import type { Manifest } from '../../core/home/manifest';
import { counted, renderBytes } from '../../output/units';
import type { OperatePorts } from '../ports';
import type { OpenFleet, Report } from '../report';
import { checkShardId } from './check-shard-id';

/** What the bucket says of a shard. */
type Home = { readonly manifest: Manifest } | { readonly fault: string } | undefined;

/** Reports where a shard is: its row, its owner's address, its home, and whether table and home agree. */
export async function locateShard({ address, ports }: OpenFleet, shardId: string): Promise<Report> {
  checkShardId(address, shardId);
  const [row, records, home] = await Promise.all([
    ports.rows.read(shardId),
    ports.table.readNodes(),
    readHome(ports, shardId),
  ]);
  const owner = row?.owner ? records.heartbeats.get(row.owner) : undefined;
  const verdict = compare(row, home);
  const value = {
    shard: shardId,
    owner: row?.owner ?? null,
    address: owner?.address ?? null,
    ownerFenced: owner?.fenced ?? null,
    followers: row?.followers ?? [],
    epoch: row?.epoch ?? null,
    move: row?.move ?? null,
    manifest: summarize(home),
    agrees: verdict.agrees,
    verdict: verdict.text,
  };
  return { value, lines: render(shardId, row, owner?.address, home, verdict.text), ok: verdict.agrees };
}

async function readHome(ports: OperatePorts, shardId: string): Promise<Home> {
  try {
    const stored = await ports.homes.read(shardId);
    return stored && { manifest: stored.manifest };
  } catch (error) {
    if (error instanceof AgentError) {
      return { fault: error.message };
    }
    throw error;
  }
}

interface Verdict {
  readonly agrees: boolean;
  readonly text: string;
}

/** Whether the row and the manifest tell the same story. Pure. */
export function compare(row: Shard | undefined, home: Home): Verdict {
  if (home !== undefined && 'fault' in home) {
    return { agrees: false, text: 'the manifest is unreadable; take an older one back: shard restore' };
  }
  if (row?.unreadable) {
    const text = `nobody can read of the row: ${row.unreadable.join(', ')}; put it right, or delete it: the next tick makes it anew`;
    return { agrees: false, text };
  }
  const sealed = home?.manifest.epoch ?? 0;
  if (sealed === 0 && (row?.epoch ?? 0) === 0) {
    return { agrees: true, text: 'the shard was never placed' };
  }
  if (row === undefined) {
    return { agrees: false, text: 'the table has no row for it; write it anew: fleet rebuild' };
  }
  return row.epoch === sealed ? compareWriter(row, home?.manifest) : compareEpochs(row, home?.manifest);
}

function compareEpochs({ epoch, owner, move }: Shard, manifest: Manifest | undefined): Verdict {
  const sealed = manifest?.epoch ?? 0;
  if (epoch < sealed) {
    const text = `the table is behind: epoch ${epoch}, but the home is sealed for ${sealed}; see: fleet rebuild`;
    return { agrees: false, text };
  }
  if (move?.state === 'committed') {
    return { agrees: true, text: `${owner} is sealing the home for epoch ${epoch} right now` };
  }
  return manifest === undefined
    ? { agrees: false, text: 'the shard was placed, but its manifest is gone; bring it back: shard restore' }
    : { agrees: false, text: `the home is sealed for epoch ${sealed} only: ${owner ?? 'nobody'} must seal it` };
}

function compareWriter({ owner }: Shard, manifest: Manifest | undefined): Verdict {
  const writer = manifest?.writer;
  const isAnothers = owner !== null && writer !== owner && !writer?.startsWith(RESTORE_WRITER);
  return isAnothers
    ? { agrees: false, text: `the table names ${owner}, but ${writer} wrote the manifest of this epoch` }
    : { agrees: true, text: 'table and manifest agree' };
}

/** Restores sign their manifests with this and the user's name. */
export const RESTORE_WRITER = 'restore:';

function summarize(home: Home) {
  if (home === undefined || 'fault' in home) {
    return home ?? null;
  }
  const { version, epoch, writer, objects } = home.manifest;
  return { version, epoch, writer, objects: objects.length, bytes: bytesOf(home.manifest) };
}

function bytesOf({ objects }: Manifest): number {
  return objects.reduce((total, object) => total + object.sizeBytes, 0);
}

function render(
  shardId: string,
  row: Shard | undefined,
  address: string | undefined,
  home: Home,
  verdict: string,
): readonly string[] {
  const move = row?.move;
  return [
    `shard      ${shardId}`,
    `owner      ${row?.owner ? `${row.owner} at ${address ?? 'an unknown address'}` : 'none'}`,
    `followers  ${row?.followers.join(', ') || 'none'}`,
    `epoch      ${row?.epoch ?? 'no row'}`,
    `move       ${move ? `${move.state} from ${move.from ?? '-'} to ${move.to ?? '-'}, waits for ${move.actor ?? 'the controller'}` : 'none'}`,
    `manifest   ${renderHome(home)}`,
    verdict,
  ];
}

function renderHome(home: Home): string {
  if (home === undefined) {
    return 'none';
  }
  if ('fault' in home) {
    return `unreadable: ${home.fault}`;
  }
  const { version, epoch, writer, objects } = home.manifest;
  const size = `${counted(objects.length, 'object')}, ${renderBytes(bytesOf(home.manifest))}`;
  return `version ${version}, epoch ${epoch}, by ${writer}, ${size}`;
}
