import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { Move, MoveReason } from '../move/move';
import { startMove } from '../move/move-machine';
import type { BalanceShare, MoveOrder } from './rebalance-plan';

/** A move as a part of the planner wants it. */
export interface MoveWish {
  readonly shard: Shard;
  readonly from: string | null;
  readonly to: string | null;
  readonly why: MoveReason;
  readonly text: string;
  readonly endsAtOnce?: boolean;
  readonly balance?: BalanceShare;
}

/** What the parts of the planner have ordered and held back so far. */
export class PlanDraft {
  readonly orders: MoveOrder[] = [];
  readonly held: Record<string, number> = {};
  private readonly ordered = new Map<string, string | null>();

  constructor(
    private readonly nodes: ReadonlyMap<string, FleetNode>,
    private readonly version: number,
    private readonly nowMs: number,
  ) {}

  /** Orders a move. */
  order({ shard, from, to, why, text, endsAtOnce, balance }: MoveWish): void {
    const id = `${this.version}-${this.orders.length}`;
    const toIncarnation = to === null ? undefined : this.nodes.get(to)?.heartbeat?.incarnation;
    const target = toIncarnation === undefined ? { to } : { to, toIncarnation };
    const load = this.loadOf(shard);
    const move = startMove({ id, from, ...target, reason: why, startedAtMs: this.nowMs, ...load });
    this.ordered.set(shard.id, to);
    const extras = { ...(endsAtOnce ? { endsAtOnce } : {}), ...(balance ? { balance } : {}) };
    this.orders.push({ shard, move, reason: { code: why, text }, ...extras });
  }

  /** What its owner said last, alive or not: the new owner goes on from it. */
  private loadOf({ id, owner }: Shard): Pick<Move, 'load'> {
    const said = owner === null ? undefined : this.nodes.get(owner)?.heartbeat?.shards[id];
    return said === undefined ? {} : { load: said.load };
  }

  /** Notes that shards were held back. */
  hold(code: string, count = 1): void {
    this.held[code] = (this.held[code] ?? 0) + count;
  }

  /** Where a shard was ordered to go, `null` for nowhere; `undefined` for one that was not. */
  targetOf(shard: Shard): string | null | undefined {
    return this.ordered.get(shard.id);
  }

  isOrdered(shard: Shard): boolean {
    return this.ordered.has(shard.id);
  }
}
