import type { FleetNode } from '../../core/fleet/node';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { type MoveLimit, mostMoves } from '../../core/rebalance/move-limit';
import type { SubjectDecision } from '../report/select-news';

/** Returns why fewer moves may be in flight than the budgets allow; nothing while all of them may. */
export function describeMoveLimit(
  nodes: readonly FleetNode[],
  { moveBudgets }: Pick<FleetPolicy, 'moveBudgets'>,
  moveLimit: MoveLimit | undefined,
): readonly SubjectDecision[] {
  const { adapted, cause } = moveLimit ?? {};
  if (adapted === undefined) {
    return [];
  }
  const most = mostMoves(nodes, moveBudgets);
  const text = `${adapted.limit} of ${most} moves may be in flight at once: ${cause}`;
  const details = { wanted: false, limit: adapted.limit, most };
  const reason = { code: 'moves-limited', text };
  return [{ subject: 'moves', decision: { kind: 'hold', reason, acts: false, details } }];
}
