import type { ReplayRun } from './replay-run';

/** After so many minutes a fleet that does not serve all of its shards never will. */
const LONGEST_WARM_UP_MINUTES = 20;

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
  for (let minute = 1; minute <= LONGEST_WARM_UP_MINUTES; minute += 1) {
    const { unmet } = await run.playMinute(demand);
    if (unmet === 0 && servedShards(run) >= shardCount) {
      return { minutes: minute };
    }
  }
  if (servedShards(run) >= shardCount) {
    return { minutes: LONGEST_WARM_UP_MINUTES };
  }
  const problem = `${servedShards(run)} of ${shardCount} shards were served after ${LONGEST_WARM_UP_MINUTES} minutes`;
  return { minutes: LONGEST_WARM_UP_MINUTES, problem };
}

function servedShards(run: ReplayRun): number {
  const nodes = run.parts.player.nodes();
  return nodes.reduce((sum, node) => sum + node.state.open.length, 0);
}
