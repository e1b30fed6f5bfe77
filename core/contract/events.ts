/** Events that the kit sends, and those that it is called with. */

/** `source` of every event the kit sends. */
export const EVENT_SOURCE = 'elastic-fleet';

/** `detail-type` of the events the kit sends. */
export const EventType = {
  SCALING_DECISION: 'Fleet Scaling Decision',
  REBALANCE_DECISION: 'Fleet Rebalance Decision',
  LIFECYCLE_DECISION: 'Fleet Lifecycle Decision',
} as const;

/** `detail-type` of the service scaler's events. */
export const SERVICE_DECISION_EVENT = 'Service Scaling Decision';

/** An event of the rebalancer: what its schedule sends, or whoever else calls it. */
export interface RebalancerEvent {
  /** When it was made, ISO 8601. @default - now */
  readonly time?: string;
  /**
   * Whether the function waits until it must look again. @default false: it answers `lookAgainAtMs`, and the caller calls
   * again then
   */
  readonly mayWait?: boolean;
  /** Whether this call is such a further look, which counts as no tick of its own. @default false */
  readonly isFurtherLook?: boolean;
}

/** What the rebalancer answers. */
export interface RebalancerAnswer {
  /** When it must be called again, by its own clock; absent when its next tick is early enough. */
  readonly lookAgainAtMs?: number;
}
