/**
 * The service scaler's table: one DynamoDB table a scaler, read by key, never scanned. All but `SERVICE` is safe to lose, and a
 * deployment writes that anew.
 *
 * | pk | sk | writer | holds |
 * |---|---|---|---|
 * | `SERVICE` | `service/<cluster>/<service>` | the deployment | the service, see `ScaledService`, as JSON |
 * | `STATE` | the same | scaler | what it remembers of the service, see `ServiceState`, as JSON |
 * | `CONTROLLER` | `service-scaler` | scaler | its version, and which decisions it kept last |
 * | `DECISION#service-scaler` | `<ISO time>#<version>#<place>` | scaler | history of decisions, expires by TTL |
 */
import type { ScalingEngineState } from '../scaling-policy/scaling-engine';
import type { ItemKey } from '../table/table-schema';

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
  /** The rules that the engine learned for, as JSON: others learn from the history anew. */
  readonly rules: string;
  /** Tasks that ran, by minute, newest last: what the metrics of that minute, which come later, are of. */
  readonly ran: readonly MinuteCount[];
  /** Since when fewer tasks run than are asked for. */
  readonly shortSinceMs?: number;
}

export interface MinuteCount {
  /** Whole minutes since the epoch. */
  readonly minute: number;
  readonly tasks: number;
}

/** Returns what a stored text says; `undefined` when it is of another format. @throws SyntaxError when it is not JSON. */
export function parseServiceState(text: string): ServiceState | undefined {
  const state = JSON.parse(text) as Partial<ServiceState>;
  return state.formatVersion === STATE_FORMAT ? (state as ServiceState) : undefined;
}
