import type { LoggedCall } from '../../../../local/laws/call-log';

/** What a call asks of the policies: may its caller do this to that, under these circumstances? */
export interface Right {
  /** E.g. `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN; `*` where a service knows no resources. */
  readonly resource: string;
  /** Condition keys with their values. */
  readonly context: Readonly<Record<string, string | string[]>>;
}

/** What the log does not say of each call, since it is the same for all. */
export interface Place {
  readonly region: string;
  readonly account: string;
  /** The one group of the run: some calls name an instance of it instead. */
  readonly groupName: string;
}

/** Returns the rights that a call of one operation takes. */
export type RightsOfCall = (call: LoggedCall, place: Place) => readonly Right[];

/** A recorded call that nobody has said the rights of, or that lacks what they depend on. */
export class UnknownCallError extends Error {}

/** Returns a parameter. @throws UnknownCallError when the log does not hold it. */
export function parameter(call: LoggedCall, name: string): string {
  const value = call.params?.[name];
  if (typeof value !== 'string') {
    throw missing(call, name);
  }
  return value;
}

/** Returns a parameter that holds a list. @throws UnknownCallError when the log holds none, or an empty one. */
export function list(call: LoggedCall, name: string): readonly string[] {
  const value = call.params?.[name];
  if (!Array.isArray(value) || value.length === 0) {
    throw missing(call, name);
  }
  return value.map(String);
}

function missing({ seq, service, operation }: LoggedCall, name: string): UnknownCallError {
  return new UnknownCallError(
    `call ${seq}, ${service} ${operation}, is logged without ${name}, on which its rights depend; ` +
      'local/emulator/request_operation.py chooses what is logged',
  );
}
