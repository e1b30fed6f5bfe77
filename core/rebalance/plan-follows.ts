import type { Follow } from '../fleet/follow';
import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import { ArrivedCopies } from './arrived-copies';
import { FollowerChoice } from './choose-follower';
import type { FleetLoad } from './fleet-load';
import type { PlanDraft } from './plan-draft';
import type { FollowOrder } from './rebalance-plan';
import { isDead } from './settle-move';

/** What followers are planned from. */
export interface FollowInput {
  readonly shards: readonly Shard[];
  /** Those in no move. */
  readonly resting: readonly Shard[];
  readonly nodes: ReadonlyMap<string, FleetNode>;
  readonly fleet: FleetLoad;
  readonly draft: PlanDraft;
  /** Copies of each shard, the owner's included. */
  readonly replicas: number;
  readonly items: readonly Follow[] | undefined;
}

/**
 * Returns the followers to set: each shard has `replicas` - 1 on distinct live nodes, in zones of their own where that can
 * be, one more while a copy is on its way, and besides those on nodes that are still being emptied. A shard without owner has
 * none; of one whose owner is dead they stay as they are until it has another. Items that name a node which is no follower go,
 * and those that are missing come.
 * Deterministic, O(S) for a converged fleet.
 */
export function planFollows(input: FollowInput): readonly FollowOrder[] {
  const named = nodesByShard(input.items ?? []);
  const arrived = new ArrivedCopies(input.shards, input.nodes);
  const owners = new Set(input.resting.map(({ owner }) => owner));
  let choice: FollowerChoice | undefined;
  const orders: FollowOrder[] = [];
  for (const shard of input.resting.filter((each) => !input.draft.isOrdered(each))) {
    const items = named.get(shard.id) ?? NOBODY;
    if (input.replicas === 1 && shard.followers.length === 0 && items.length === 0) {
      continue;
    }
    if (shard.owner !== null && isDead(input.nodes.get(shard.owner), shard.ownerIncarnation)) {
      continue;
    }
    choice ??= new FollowerChoice(input.fleet);
    const wanted = wantedFollowers(shard, input, choice, arrived);
    const order = followOrder(
      shard,
      newcomersLast(shard, [...wanted, ...leavingFollowers(shard, input, owners)]),
      items,
    );
    if (order) {
      orders.push(order);
    }
  }
  return orders;
}

const NOBODY: readonly string[] = [];

function nodesByShard(items: readonly Follow[]): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  for (const { shardId, nodeId } of items) {
    const nodes = named.get(shardId);
    if (nodes) {
      nodes.push(nodeId);
    } else {
      named.set(shardId, [nodeId]);
    }
  }
  return named;
}

/** One that is to follow no more stays until all that are to follow have their copies: without it nobody might have one. */
function wantedFollowers(
  shard: Shard,
  input: FollowInput,
  choice: FollowerChoice,
  arrived: ArrivedCopies,
): readonly string[] {
  const { owner } = shard;
  if (owner === null) {
    return NOBODY;
  }
  const count = input.replicas - 1;
  const usable = shard.followers.filter((id) => id !== owner && mayFollow(input.nodes.get(id)));
  const chosen = choice.choose(shard, owner, usable, count);
  if (chosen.length < count) {
    input.draft.hold('no-follower-node');
  }
  const isComplete = chosen.every((id) => arrived.has(shard, id));
  const standIn = isComplete ? NOBODY : usable.filter((id) => !chosen.includes(id)).slice(0, 1);
  return [...chosen, ...standIn];
}

/** Who has followed so far has a copy, and is promoted before those who have yet to fetch theirs. */
function newcomersLast({ followers }: Shard, wanted: readonly string[]): readonly string[] {
  return [...new Set([...followers.filter((id) => wanted.includes(id)), ...wanted])];
}

/** Their successors have no copy yet: as long as a node that is being emptied has shards which wait for their move, it follows on. */
function leavingFollowers(
  { owner, followers }: Shard,
  { nodes, replicas }: FollowInput,
  owners: ReadonlySet<string | null>,
): readonly string[] {
  if (owner === null || replicas === 1) {
    return NOBODY;
  }
  const isLeaving = (node: FleetNode | undefined) => node?.state === 'draining' && !isDead(node);
  return followers.filter((id) => id !== owner && owners.has(id) && isLeaving(nodes.get(id)));
}

/** One that is silent but not called dead, or that starts anew, keeps what it follows. */
function mayFollow(node: FleetNode | undefined): boolean {
  return node !== undefined && node.state !== 'draining' && !isDead(node);
}

function followOrder(shard: Shard, followers: readonly string[], items: readonly string[]): FollowOrder | undefined {
  const leavers = [...new Set([...shard.followers, ...items])].filter((id) => !followers.includes(id));
  const isSame = followers.length === shard.followers.length && followers.every((id, at) => id === shard.followers[at]);
  const missing = followers.filter((id) => !items.includes(id));
  if (isSame && leavers.length === 0 && missing.length === 0) {
    return undefined;
  }
  const code = missing.length > 0 ? 'follow' : 'unfollow';
  const names = followers.length > 0 ? followers.join(', ') : 'nobody';
  const left = leavers.length > 0 ? `, ${leavers.join(', ')} no longer` : '';
  return { shard, followers, leavers, reason: { code, text: `${names} follows ${shard.id}${left}` } };
}
