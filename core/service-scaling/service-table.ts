/**
 * The service scaler's table: one DynamoDB table a scaler, read by key, never scanned. All but `SERVICE` is safe to lose, and a
 * deployment writes that anew.
 *
 * | pk | sk | writer | holds |
 * |---|---|---|---|
 * | `SERVICE` | `service/<cluster>/<service>` | the deployment | the service, see `ScaledService`, as JSON |
 * | `STATE` | the same | scaler | what it remembers of the service, see `ServiceState`, as JSON |
 * | `CONTROLLER` | `service-scaler` | scaler | its version |
 * | `CONTROLLER` | `service-scaler#MEMORY` | scaler | which decisions it kept last |
 * | `DECISION#service-scaler` | `<ISO time>#<version>#<place>` | scaler | history of decisions, expires by TTL |
 */
import { hasShape, Optional } from '../memory/has-shape';
import type { ScalingEngineState } from '../scaling-policy/scaling-engine';
import type { ItemKey } from '../table/table-schema';
import type { Shortfall } from './find-shortage';

export const SERVICE_PARTITION = 'SERVICE';
export const STATE_PARTITION = 'STATE';
export const SERVICE_CONTROLLER = 'service-scaler';

/** Services of one scaler: what it reads and does for each must fit into one tick together. */
export const MOST_SERVICES = 200;

export function serviceKey(resourceId: string): ItemKey {
  return { pk: SERVICE_PARTITION, sk: resourceId };
}

export function stateKey(resourceId: string): ItemKey {
  return { pk: STATE_PARTITION, sk: resourceId };
}

/** A service as stored. */
export interface ServiceItem extends ItemKey {
  readonly service: string;
}

/** What is remembered of a service as stored. */
export interface StateItem extends ItemKey {
  /** Turn of the controller that wrote it. */
  readonly version: number;
  readonly state: string;
}

/** Version of what is remembered; of another one nothing is read. */
export const STATE_FORMAT = 1;

/** What the scaler remembers of one service. All of it is safe to lose. */
export interface ServiceState {
  readonly formatVersion: number;
  /** Absent while its history has not been read. */
  readonly engine?: ScalingEngineState;
  /** Tasks that ran, by minute, newest last: what the metrics of that minute, which come later, are of. */
  readonly ran: readonly MinuteCount[];
  /** The ceiling that the scaler set last; absent when it is somebody else's. */
  readonly ownCeiling?: number;
  /** Absent while no task lacks. */
  readonly shortfall?: Shortfall;
}

export interface MinuteCount {
  /** Whole minutes since the epoch. */
  readonly minute: number;
  readonly tasks: number;
  /** As many as there were to be. */
  readonly desired?: number;
}

/** What the engine remembers is looked at by the engine. */
const STATE_EXAMPLE = {
  formatVersion: STATE_FORMAT,
  ran: [{ minute: 0, tasks: 0, desired: new Optional(0) }],
  ownCeiling: new Optional(0),
  shortfall: new Optional({ sinceMs: 0, mostRunning: 0, askedMs: new Optional(0) }),
};

/** Returns what a stored text says; `undefined` when it is of another format or no state at all. Never throws. O(text). */
export function parseServiceState(text: string): ServiceState | undefined {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    // A text that somebody cut or wrote by hand is worth no more than none.
    return undefined;
  }
  const isState = hasShape(state, STATE_EXAMPLE) && (state as ServiceState).formatVersion === STATE_FORMAT;
  return isState ? (state as ServiceState) : undefined;
}
