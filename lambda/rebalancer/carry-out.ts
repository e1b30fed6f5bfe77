import { isRefusal, transition } from '../../core/move/move-machine';
import type { Fence } from '../../core/rebalance/decide-fences';
import type { MoveOrder, RebalancePlan } from '../../core/rebalance/rebalance-plan';
import { type MoveChange, sourceIncarnation } from '../../core/rebalance/settle-move';
import type { DeadNode, TablePort, Turn } from '../ports';
import { TickWrites } from './tick-writes';

/** Conditional writes of single items in flight at once. */
const CONCURRENT_WRITES = 8;

/**
 * Transactions in flight at once. All of them check the controller's item, and DynamoDB cancels a transaction that meets
 * another one at an item, be it only checked: a second one would fail without any fault of its own.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
const CONCURRENT_TRANSACTIONS = 1;

/** What became of a plan. */
export interface CarriedOut {
  /** Moves. */
  readonly started: number;
  /** Of writes of which nobody knows whether they were made. */
  readonly faults: readonly Error[];
}

/**
 * Carries a plan out: fences first, then the moves in flight, new moves, and followers. A write whose condition fails means
 * that somebody was faster; the next tick reads what became of it. Nothing that rests on a failed fence is done, and nothing
 * is spent from a budget, for what failed may hold what the plan counted as free.
 */
export async function carryOut(
  table: TablePort,
  turn: Turn,
  fences: readonly Fence[],
  plan: RebalancePlan,
): Promise<CarriedOut> {
  const writes = new TickWrites();
  const unfenced = await writes.each(CONCURRENT_WRITES, fences, nodeOf, (fence) => table.fence(fence.nodeId, fence));
  const alive = new Set(unfenced.map(nodeOf));

  const changes = plan.changes.filter((change) => !restsOn(change.shard, alive));
  const unchanged = await writes.each(CONCURRENT_TRANSACTIONS, changes, shardOf, (change) =>
    applyChange(table, turn, change),
  );
  const maySpend = alive.size === 0 && unchanged.length === 0;

  const orders = plan.orders.filter((order) => !restsOn(order.shard, alive) && (maySpend || !isBudgeted(order)));
  const unstarted = await writes.each(CONCURRENT_TRANSACTIONS, orders, shardOf, (order) =>
    startOrder(table, turn, order),
  );

  const follows = plan.follows.filter(
    ({ shard }) => !restsOn(shard, alive) && !shard.followers.some((id) => alive.has(id)),
  );
  await writes.each(CONCURRENT_TRANSACTIONS, follows, shardOf, ({ shard, followers, leavers }) =>
    table.setFollowers(turn, shard, followers, leavers),
  );

  const forgettable = plan.forgettable.filter((nodeId) => !alive.has(nodeId));
  await writes.each(CONCURRENT_WRITES, forgettable, String, (nodeId) => table.forgetNode(nodeId).then(() => true));
  return { started: orders.length - unstarted.length, faults: writes.faults };
}

function nodeOf({ nodeId }: Fence): string {
  return nodeId;
}

function shardOf({ shard }: { readonly shard: { readonly id: string } }): string {
  return shard.id;
}

function restsOn(shard: MoveOrder['shard'], nodes: ReadonlySet<string>): boolean {
  const involved = [shard.owner, shard.move?.from, shard.move?.to];
  return involved.some((node) => node != null && nodes.has(node));
}

/** Neither a take-over nor a release waits for a budget. */
function isBudgeted({ move }: MoveOrder): boolean {
  return move.from !== null && move.to !== null;
}

async function startOrder(table: TablePort, turn: Turn, { shard, move, reason, endsAtOnce }: MoveOrder) {
  const isStarted = await table.createMove(turn, shard, move);
  if (isStarted && endsAtOnce) {
    await applyChange(table, turn, { shard: { ...shard, move }, event: 'source-fenced', reason });
  }
  return isStarted;
}

/** False when the table refused it. */
async function applyChange(table: TablePort, turn: Turn, change: MoveChange): Promise<boolean> {
  const next = change.shard.move && transition(change.shard.move, change.event);
  return next === undefined || isRefusal(next) || table.changeMove(turn, change.shard, next, deadNodeOf(change));
}

/** The node whose death the change rests on. */
function deadNodeOf({ shard, event }: MoveChange): DeadNode | undefined {
  const { move } = shard;
  if (event === 'target-fenced' && move?.to != null) {
    return { nodeId: move.to, incarnation: move.toIncarnation };
  }
  if (event === 'source-fenced' && move?.from != null) {
    return { nodeId: move.from, incarnation: sourceIncarnation(shard, move) };
  }
  return undefined;
}
