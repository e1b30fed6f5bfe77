/** No plan can be made for what was given; the message names every fault, its place and the fix. */
export class PlanInputError extends Error {
  override readonly name = 'PlanInputError';
}
