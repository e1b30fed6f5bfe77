/** The replay cannot go on; the message says what failed and why. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}
