/** Why something was decided: a stable code to count and alarm on, and a sentence with the numbers. */
export interface Reason {
  /** Kebab-case, stable over releases. */
  readonly code: string;
  readonly text: string;
}

/** One decision as it is logged, sent, counted and kept (Law 8). */
export interface DecisionRecord {
  /** What was decided, e.g. `scale-out`, `hold`, `move`. */
  readonly kind: string;
  readonly reason: Reason;
  /** Whether it changes something, as against a hold. */
  readonly acts: boolean;
  /** Numbers and ids that belong to it. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}
