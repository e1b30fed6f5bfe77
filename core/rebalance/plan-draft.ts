import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { MoveReason } from '../move/move';
import { startMove } from '../move/move-machine';
import type { MoveOrder } from './rebalance-plan';

/** A move as a part of the planner wants it. */
export interface MoveWish {
  readonly shard: Shard;
  readonly from: string | null;
  readonly to: string | null;
  readonly why: MoveReason;
  readonly text: string;
  readonly endsAtOnce?: boolean;
}

/** What the parts of the planner have ordered and held back so far. */
export class PlanDraft {
  readonly orders: MoveOrder[] = [];
  readonly held: Record<string, number> = {};
  private readonly ordered = new Set<string>();

  constructor(
    private readonly nodes: ReadonlyMap<string, FleetNode>,
    private readonly version: number,
    private readonly nowMs: number,
  ) {}

  /** Orders a move. */
  order({ shard, from, to, why, text, endsAtOnce }: MoveWish): void {
    const id = `${this.version}-${this.orders.length}`;
    const toIncarnation = to === null ? undefined : this.nodes.get(to)?.heartbeat?.incarnation;
    const target = toIncarnation === undefined ? { to } : { to, toIncarnation };
    const move = startMove({ id, from, ...target, reason: why, startedAtMs: this.nowMs });
    this.ordered.add(shard.id);
    this.orders.push({ shard, move, reason: { code: why, text }, ...(endsAtOnce ? { endsAtOnce } : {}) });
  }

  /** Notes that a shard was held back. */
  hold(code: string): void {
    this.held[code] = (this.held[code] ?? 0) + 1;
  }

  isOrdered(shard: Shard): boolean {
    return this.ordered.has(shard.id);
  }
}
