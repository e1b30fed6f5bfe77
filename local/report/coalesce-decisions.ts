import type { PastDecision } from '../replay/decision-history';

/** Decisions of one kind and reason that belong together; the first one's sentence stands for all. */
export interface DecisionRow {
  readonly controller: string;
  readonly kind: string;
  readonly code: string;
  readonly text: string;
  readonly acts: boolean;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
}

/**
 * Returns the decisions in order of time, those of one controller that repeat the one before made one row: a day of holds
 * for one reason is one line, and so are the moves that one tick orders for one reason. O(decisions).
 */
export function coalesceDecisions(decisions: readonly PastDecision[]): readonly DecisionRow[] {
  const rows: DecisionRow[] = [];
  const latest = new Map<string, number>();
  for (const decision of decisions) {
    const index = latest.get(decision.controller);
    const row = index === undefined ? undefined : rows[index];
    if (index !== undefined && row && isRepeated(row, decision)) {
      rows[index] = { ...row, lastAtMs: decision.atMs, count: row.count + 1 };
    } else {
      latest.set(decision.controller, rows.push(toRow(decision)) - 1);
    }
  }
  return rows;
}

function isRepeated(row: DecisionRow, decision: PastDecision): boolean {
  const isSame = row.kind === decision.kind && row.code === decision.reason.code;
  return isSame && (!decision.acts || row.lastAtMs === decision.atMs);
}

function toRow(decision: PastDecision): DecisionRow {
  const { controller, kind, reason, acts, atMs } = decision;
  return { controller, kind, code: reason.code, text: reason.text, acts, firstAtMs: atMs, lastAtMs: atMs, count: 1 };
}
