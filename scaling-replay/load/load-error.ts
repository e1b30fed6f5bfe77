/** The load cannot be used; the message names every fault and the fix. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
}
