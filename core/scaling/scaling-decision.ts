import type { DecisionRecord, Reason } from '../decision';
import type { DrainCause } from '../fleet/node';

/** Why the scaler itself empties a node. */
export type ScalerDrainCause = Extract<DrainCause, 'scale-in' | 'roll'>;

/** What to do about the number of nodes, or about one of them. */
export type ScalingDecision =
  | {
      readonly kind: 'hold';
      readonly reason: Reason;
      /** Whether something asked for a change that was held back. */
      readonly wanted: boolean;
    }
  | { readonly kind: 'scale-out'; readonly reason: Reason; readonly desired: number }
  | {
      readonly kind: 'drain' | 'undrain';
      readonly reason: Reason;
      readonly nodeId: string;
      readonly cause: ScalerDrainCause;
    }
  | {
      readonly kind: 'terminate';
      readonly reason: Reason;
      readonly nodeId: string;
      /**
       * Whether desired falls with it; not for an instance that is to be replaced, or that desired does not count: retained,
       * or over a lowered maximum.
       */
      readonly decrement: boolean;
    }
  | {
      /** Every node of the roll that was started then is replaced. */
      readonly kind: 'end-roll';
      readonly reason: Reason;
      readonly startedAtMs: number;
    };

/** A decision that changes something. */
export type ScalingAction = Exclude<ScalingDecision, { readonly kind: 'hold' }>;

export type ScalingHold = Extract<ScalingDecision, { readonly kind: 'hold' }>;

/** The end of one node. */
export type NodeEnd = Extract<ScalingDecision, { readonly kind: 'terminate' }>;

/** Whether nothing is to be changed. */
export function isHold(decision: ScalingDecision): decision is ScalingHold {
  return decision.kind === 'hold';
}

/** Returns a hold; `wanted` tells whether something asked for a change. */
export function hold(code: string, text: string, wanted: boolean): ScalingHold {
  return { kind: 'hold', reason: { code, text }, wanted };
}

/**
 * Returns the decision as it is logged, sent, counted and kept; `acts` is false when only reporting is allowed, `basis` are
 * numbers that it rests on.
 */
export function scalingRecord(
  decision: ScalingDecision,
  acts: boolean,
  basis: DecisionRecord['details'] = {},
): DecisionRecord {
  const { kind, reason, ...details } = decision;
  return { kind, reason, acts: acts && kind !== 'hold', details: { ...basis, ...details } };
}
