/** How many pieces of work may be under way at once, as learned from how earlier ones went. */
export interface AdaptiveLimit {
  /** Whole, from 1 to the ceiling. */
  readonly limit: number;
  /** How often it was halved. A piece that began before the last time says nothing of the present limit. */
  readonly halvings: number;
  /** Pieces of this round: those that ended without congestion while the limit was reached. */
  readonly ended: number;
  /** Those of them that took far longer than usual. */
  readonly slow: number;
  /** Whether most of the round before were slow. */
  readonly wasSlow: boolean;
}

/** How a piece of work went: `congested` when it was throttled, ran out of time or broke off on its way. */
export type Outcome = 'well' | 'slow' | 'congested';

/** A piece of work that ended. */
export interface EndedPiece {
  readonly outcome: Outcome;
  /** `halvings` of the limit when the piece began. */
  readonly halvingsAtStart: number;
  /** Whether as much was under way as the limit allows: else the piece shows nothing about more. */
  readonly wasLimitReached: boolean;
}

/** How far a limit may grow. */
export interface LimitBounds {
  /** Most that may be under way at once; a whole number from 1. */
  readonly ceiling: number;
  /** How much more is allowed after a round that went well; a whole number from 1, by default 1. */
  readonly step?: number;
}

const NEW_ROUND = { ended: 0, slow: 0, wasSlow: false };

/** Returns the limit before anything is known: all that the ceiling allows, which is a whole number from 1 on. */
export function startLimit(ceiling: number): AdaptiveLimit {
  return { limit: ceiling, halvings: 0, ...NEW_ROUND };
}

/**
 * Returns the limit after a piece of work has ended: additive increase, multiplicative decrease. A step more after a full
 * round, which is as many pieces as the limit allows at once; half after a piece that was congested, or after two rounds in
 * a row of which most were slow, for one may be a stall of the machine; never above the ceiling, which may change, nor
 * below 1. Whatever began before a halving counts no more, so that it is halved once for all that was under way. Pure, O(1).
 * @see https://www.rfc-editor.org/rfc/rfc5681#section-3.1
 */
export function afterPiece(known: AdaptiveLimit, piece: EndedPiece, { ceiling, step = 1 }: LimitBounds): AdaptiveLimit {
  const present = { ...known, limit: Math.min(known.limit, ceiling) };
  if (piece.halvingsAtStart !== present.halvings) {
    return present;
  }
  if (piece.outcome === 'congested') {
    return halved(present);
  }
  return piece.wasLimitReached
    ? afterEnded(present, piece.outcome === 'slow', Math.min(present.limit + step, ceiling))
    : present;
}

function afterEnded(present: AdaptiveLimit, isSlow: boolean, grown: number): AdaptiveLimit {
  const ended = present.ended + 1;
  const slow = present.slow + (isSlow ? 1 : 0);
  if (ended < present.limit) {
    return { ...present, ended, slow };
  }
  if (2 * slow > ended) {
    return present.wasSlow ? halved(present) : { ...present, ...NEW_ROUND, wasSlow: true };
  }
  return { ...present, ...NEW_ROUND, limit: grown };
}

function halved({ limit, halvings }: AdaptiveLimit): AdaptiveLimit {
  return { limit: Math.max(1, Math.floor(limit / 2)), halvings: halvings + 1, ...NEW_ROUND };
}
