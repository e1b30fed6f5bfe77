/**
 * Returns what some work for one of many comes to. Where it fails it returns nothing and keeps the error, which the tick throws
 * once all others had their turn.
 */
export async function attempt<Result>(
  errors: Error[],
  what: string,
  work: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    errors.push(faultOf(what, error));
    return undefined;
  }
}

/** Returns an error that says what it befell. */
export function faultOf(what: string, cause: unknown): Error {
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new Error(`${what}: ${message}`, { cause });
}
