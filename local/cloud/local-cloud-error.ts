/** The local cloud cannot do what was asked; the message says what was found and what to do about it. */
export class LocalCloudError extends Error {
  override readonly name: string = 'LocalCloudError';
}

/** The user, or whoever started us, asked us to stop. */
export class InterruptedError extends LocalCloudError {
  override readonly name = 'InterruptedError';

  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
  }
}
