import type { Shard } from '../fleet/shard';
import type { BalanceSeats, SeatedShard } from './balance-input';
import type { FleetLoad } from './fleet-load';
import type { PlanDraft } from './plan-draft';

/** What is known of the shards once all is ordered that does not serve balance. */
export interface SeatParts {
  readonly fleet: FleetLoad;
  /** Shards in a move, by where they will be. */
  readonly moving: readonly SeatedShard[];
  /** Shards in no move. */
  readonly resting: readonly Shard[];
  readonly draft: PlanDraft;
  readonly avoided: ReadonlyMap<string, string> | undefined;
}

/** Returns what may move for balance, and what stays: a move of it is under way, was ordered, or ran out of time. O(S). */
export function balanceSeats({ fleet, moving, resting, draft, avoided }: SeatParts): BalanceSeats {
  const onTarget = (shard: Shard, id: string | null) => ({
    shard,
    nodeId: id !== null && fleet.target(id) ? id : null,
  });
  const movable: SeatedShard[] = [];
  const fixed = moving.map(({ shard, nodeId }) => onTarget(shard, nodeId));
  for (const shard of resting) {
    const ordered = draft.targetOf(shard);
    const isFixed = ordered !== undefined || avoided?.has(shard.id);
    (isFixed ? fixed : movable).push(onTarget(shard, ordered === undefined ? shard.owner : ordered));
  }
  return { movable, fixed };
}
