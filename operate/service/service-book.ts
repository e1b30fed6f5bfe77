import type { DecisionRecord } from '../../core/decision';

/** A decision about a service as the history keeps it. */
export interface ServiceDecision extends DecisionRecord {
  /** Resource id of the service. */
  readonly subject: string;
  readonly atMs: number;
  readonly version: number;
}

/** What a service scaler's table tells. */
export interface ServiceBook {
  readonly scalerName: string;
  /** By resource id, sorted: each service as JSON. */
  services(): Promise<readonly { readonly resourceId: string; readonly service: string }[]>;
  /** The last decisions, newest first; of one service if its resource id is given. */
  decisions(count: number, resourceId?: string): Promise<readonly ServiceDecision[]>;
}
