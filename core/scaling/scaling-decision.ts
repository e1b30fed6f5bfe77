import type { DecisionRecord, Reason } from '../decision';

/** What to do about the number of nodes: one action a tick, or none. */
export type ScalingDecision =
  | {
      readonly kind: 'hold';
      readonly reason: Reason;
      /** Whether something asked for a change that was held back. */
      readonly wanted: boolean;
    }
  | { readonly kind: 'scale-out'; readonly reason: Reason; readonly desired: number }
  | { readonly kind: 'drain'; readonly reason: Reason; readonly nodeId: string }
  | { readonly kind: 'undrain'; readonly reason: Reason; readonly nodeId: string }
  | {
      readonly kind: 'terminate';
      readonly reason: Reason;
      readonly nodeId: string;
      /** Whether desired falls with it; not for an instance that desired does not count: retained, or over a lowered maximum. */
      readonly decrement: boolean;
    };

/** A decision that changes something. */
export type ScalingAction = Exclude<ScalingDecision, { readonly kind: 'hold' }>;

export type ScalingHold = Extract<ScalingDecision, { readonly kind: 'hold' }>;

/** Returns a hold; `wanted` tells whether something asked for a change. */
export function hold(code: string, text: string, wanted: boolean): ScalingHold {
  return { kind: 'hold', reason: { code, text }, wanted };
}

/** Returns the decision as it is logged, sent, counted and kept; `acts` is false when only reporting is allowed. */
export function scalingRecord(decision: ScalingDecision, acts: boolean): DecisionRecord {
  const { kind, reason, ...details } = decision;
  return { kind, reason, acts: acts && kind !== 'hold', details };
}
