/** The policy cannot be used; the message names every fault. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}
