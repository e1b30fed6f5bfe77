import type { Shard } from '../../core/fleet/shard';
import type { ReplayRun } from './replay-run';

/** After so many minutes a fleet that does not serve all of its shards never will. */
const LONGEST_WARM_UP_MINUTES = 20;
const MOST_NAMED = 3;

/** How a fleet came up. */
export interface WarmUp {
  readonly minutes: number;
  /** Why it is not complete; absent when it is. */
  readonly problem?: string;
}

/**
 * Plays minutes at the first demand until nodes accept writes for all shards and have grown enough to serve the demand: a
 * fleet is deployed at its smallest size, and the trace begins in the middle of life. A fleet whose greatest size cannot
 * serve the first demand starts after 20 minutes.
 */
export async function warmUp(run: ReplayRun, shardCount: number, demand: number): Promise<WarmUp> {
  // A shard that came up and is moving on when the time is over is no fault: the laws watch it.
  const cameUp = new Set<string>();
  for (let minute = 1; minute <= LONGEST_WARM_UP_MINUTES; minute += 1) {
    const { unmet } = await run.playMinute(demand);
    const served = servedShards(run);
    if (unmet === 0 && served.length >= shardCount) {
      return { minutes: minute };
    }
    for (const shardId of served) {
      cameUp.add(shardId);
    }
  }
  const served = cameUp.size;
  if (served >= shardCount) {
    return { minutes: LONGEST_WARM_UP_MINUTES };
  }
  const problem = `${served} of ${shardCount} shards were served after ${LONGEST_WARM_UP_MINUTES} minutes: ${whyNot(run)}`;
  return { minutes: LONGEST_WARM_UP_MINUTES, problem };
}

function servedShards(run: ReplayRun): readonly string[] {
  return run.parts.player.nodes().flatMap(({ state }) => state.open);
}

/** Returns where the first shards that nobody serves stand, and what nodes complain about. */
function whyNot(run: ReplayRun): string {
  const { player } = run.parts;
  const nodes = player.nodes();
  const open = new Set(nodes.flatMap(({ state }) => state.open));
  const unserved = player.rows.all().filter(({ id }) => !open.has(id));
  const faults = nodes.flatMap(({ id, state }) => state.faults.map((fault) => `${id} says ${fault}`));
  return [...unserved.slice(0, MOST_NAMED).map(standing), ...faults.slice(0, MOST_NAMED)].join('; ');
}

function standing({ id, owner, epoch, move }: Shard): string {
  const moving = move ? `, ${move.state} to ${move.to ?? 'nobody'}` : '';
  return `${id} of ${owner ?? 'nobody'} in epoch ${epoch}${moving}`;
}
