import { AgentError } from '../../agent/errors';
import type { FleetNode } from '../../core/fleet/node';
import { type Shard, shardIds } from '../../core/fleet/shard';
import type { Manifest } from '../../core/home/manifest';
import { inParallel } from '../in-parallel';
import type { OpenFleet, Report } from '../report';
import { type FleetView, readFleet } from '../status/fleet-view';
import { decideRow, type RowStep, serversOf } from './decide-row';
import { emptyOutcome, type RebuildOutcome, renderRebuild } from './rebuild-outcome';

/** What an operator asks of a rebuild. */
export interface RebuildWish {
  /** Without it nothing is written, nor halted. */
  readonly yes: boolean;
  readonly resume: boolean;
}

/** Manifests read at once. */
const PARALLEL_READS = 16;

/**
 * Writes the shards' rows anew from their manifests. Halts the fleet and waits until every lease that was given before is
 * over, so that no node still serves by a row that is lost. Never lowers an epoch; safe to repeat.
 */
export async function rebuildTable(fleet: OpenFleet, wish: RebuildWish): Promise<Report> {
  const { ports, progress } = fleet;
  const view = wish.yes ? await haltAndWait(fleet) : await readFleet(fleet.address, ports);
  const outcome = emptyOutcome();
  const known: Known = {
    expected: new Set(shardIds(fleet.address.policy.shardCount)),
    rows: new Map(view.shards.map((shard) => [shard.id, shard])),
    servers: serversOf(view.nodes),
  };
  const seen = new Set<string>();
  progress('reading the manifests');
  await inParallel(ports.versions.shards(), PARALLEL_READS, async (shardId) => {
    seen.add(shardId);
    await rebuildRow(fleet, known, shardId, wish.yes, outcome);
  });
  outcome.homeless.push(...[...known.expected].filter((id) => !seen.has(id)));
  const resumes = wish.yes && wish.resume;
  if (resumes) {
    await ports.switches.setHalted(false);
  }
  return renderRebuild(sorted(outcome), wish.yes, resumes);
}

interface Known {
  readonly expected: ReadonlySet<string>;
  readonly rows: ReadonlyMap<string, Shard>;
  readonly servers: ReadonlyMap<string, FleetNode>;
}

/** Two looks tell the nodes that still renew from those that cannot, whose leases are over by the second. */
async function haltAndWait({ address, ports, progress }: OpenFleet): Promise<FleetView> {
  await ports.switches.setHalted(true);
  const { observations } = await readFleet(address, ports);
  const { leaseSeconds } = address.policy;
  progress(`halted; waiting ${leaseSeconds} s, so that every lease is over`);
  await ports.pause(leaseSeconds * 1000);
  return readFleet(address, ports, observations);
}

async function rebuildRow(
  fleet: OpenFleet,
  known: Known,
  shardId: string,
  writes: boolean,
  outcome: RebuildOutcome,
): Promise<void> {
  if (!known.expected.has(shardId)) {
    outcome.foreign.push(shardId);
    return;
  }
  const manifest = await readManifest(fleet, shardId, outcome);
  if (manifest === undefined) {
    return;
  }
  const row = known.rows.get(shardId);
  const step = decideRow(row, manifest, known.servers.get(shardId));
  const wrote = !writes || (await carryOut(fleet, shardId, row, step));
  note(outcome, shardId, wrote ? step : { kind: 'hold', why: 'its row changed at this moment; rebuild again' });
}

/** Returns the manifest, or notes why there is none. */
async function readManifest(
  { ports }: OpenFleet,
  shardId: string,
  outcome: RebuildOutcome,
): Promise<Manifest | undefined> {
  try {
    const stored = await ports.homes.read(shardId);
    if (stored === undefined) {
      outcome.unreadable.push({ shard: shardId, fault: 'there are objects, but no manifest' });
    }
    return stored?.manifest;
  } catch (error) {
    if (error instanceof AgentError) {
      outcome.unreadable.push({ shard: shardId, fault: error.message });
      return undefined;
    }
    throw error;
  }
}

async function carryOut(
  { ports }: OpenFleet,
  shardId: string,
  row: Shard | undefined,
  step: RowStep,
): Promise<boolean> {
  if (step.kind === 'create') {
    return ports.rows.create(shardId, step.epoch);
  }
  const changes = step.kind === 'raise' || step.kind === 'free';
  return changes && row !== undefined ? ports.rows.raise(row, step.epoch) : true;
}

function note(outcome: RebuildOutcome, shard: string, step: RowStep): void {
  switch (step.kind) {
    case 'create':
      outcome.created.push(shard);
      return;
    case 'raise':
      outcome.raised.push({ shard, from: step.from, to: step.epoch });
      return;
    case 'free':
      outcome.freed.push({ shard, owner: step.owner, epoch: step.epoch });
      return;
    case 'keep':
      outcome.kept.push(shard);
      return;
    case 'hold':
      outcome.held.push({ shard, why: step.why });
  }
}

/** Manifests are read in parallel, so they come in any order. */
function sorted(outcome: RebuildOutcome): RebuildOutcome {
  const byShard = (left: { readonly shard: string }, right: { readonly shard: string }) =>
    left.shard < right.shard ? -1 : 1;
  return {
    created: outcome.created.sort(),
    raised: outcome.raised.sort(byShard),
    freed: outcome.freed.sort(byShard),
    kept: outcome.kept.sort(),
    held: outcome.held.sort(byShard),
    unreadable: outcome.unreadable.sort(byShard),
    foreign: outcome.foreign.sort(),
    homeless: outcome.homeless,
  };
}
