import type { GroupState } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';

/** The fleet at the end of one replayed minute. */
export interface MinuteSample {
  /** Minute of the trace, from 0. */
  readonly minute: number;
  /** Units. */
  readonly demand: number;
  /** Units, mean over the minute. */
  readonly unmet: number;
  readonly desired: number;
  /** Instances in the group in any state; each is paid for. */
  readonly instances: number;
  /** Nodes whose agent runs. */
  readonly readyNodes: number;
  readonly movesInFlight: number;
  /** Commits of moves in this minute. */
  readonly movesCommitted: number;
  /** Highest load of a node, in percent of what it can serve; above 100 when overloaded. */
  readonly highestLoadPercent: number;
  /** Highest load of a node over the mean of those that serve shards; 1 when none does. */
  readonly maxOverMean: number;
  /** Shards that a node accepts writes for, by node. */
  readonly shardsByNode: Readonly<Record<string, number>>;
}

/** What of a player a sample looks at. */
export interface SampledPlayer {
  nodes(): readonly { readonly id: string; readonly state: { readonly open: readonly string[] } }[];
  load(nodeId: string): number;
  readonly rows: { all(): readonly Shard[] };
}

/** What a sample takes from the minute as a whole. */
export interface MinuteTotals {
  readonly minute: number;
  readonly demand: number;
  readonly unmet: number;
  readonly movesCommitted: number;
}

/** Returns the sample of the minute that ends now. */
export function takeSample(totals: MinuteTotals, group: GroupState, player: SampledPlayer): MinuteSample {
  const nodes = player.nodes();
  const loads = nodes.map((node) => 100 * player.load(node.id));
  return {
    ...totals,
    desired: group.desired,
    instances: group.instances.length,
    readyNodes: nodes.length,
    movesInFlight: player.rows.all().filter((shard) => shard.move !== undefined).length,
    highestLoadPercent: Math.round(Math.max(0, ...loads) * 10) / 10,
    maxOverMean: maxOverMean(nodes.filter(({ state }) => state.open.length > 0).map(({ id }) => player.load(id))),
    shardsByNode: Object.fromEntries(nodes.map((node) => [node.id, node.state.open.length])),
  };
}

function maxOverMean(loads: readonly number[]): number {
  const total = loads.reduce((sum, load) => sum + load, 0);
  return total > 0 ? (Math.max(...loads) * loads.length) / total : 1;
}
