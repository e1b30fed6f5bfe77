import type { DecisionRecord } from '../../core/decision';

/** A decision and what it is about, e.g. `size` or an instance's id. */
export interface SubjectDecision {
  readonly subject: string;
  readonly decision: DecisionRecord;
}

/** By subject, the decision last kept; part of a controller's memory. Losing it costs one repeated entry each. */
export type LastKept = Readonly<Record<string, string>>;

/** Which decisions are new, and what to remember of this tick's. */
export interface News {
  readonly news: readonly SubjectDecision[];
  readonly lastKept: LastKept;
}

/**
 * Returns the decisions that act or differ from the last one about their subject: a hold that repeats every tick is
 * one decision that lasts. Subjects that no decision is about any more are forgotten. Pure, O(decisions).
 */
export function selectNews(decisions: readonly SubjectDecision[], lastKept: LastKept | undefined): News {
  const signed = decisions.map((entry) => ({ ...entry, signature: signatureOf(entry.decision) }));
  return {
    news: signed
      .filter(({ subject, decision, signature }) => decision.acts || lastKept?.[subject] !== signature)
      .map(({ subject, decision }) => ({ subject, decision })),
    lastKept: Object.fromEntries(signed.map(({ subject, signature }) => [subject, signature])),
  };
}

function signatureOf(decision: DecisionRecord): string {
  return `${decision.kind}/${decision.reason.code}`;
}
