/**
 * Returns the name under which a fault is told: that of the error, or for a nameless one of the system its code, e.g.
 * `ECONNREFUSED`.
 */
export function faultCode(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'Error';
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.name === 'Error' ? code : error.name;
}
