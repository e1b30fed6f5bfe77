/** The group does not exist: the stack is still being made, or already being destroyed. */
export class NoGroupError extends Error {
  override readonly name = 'NoGroupError';

  constructor(readonly groupName: string) {
    super(`there is no Auto Scaling group ${groupName} yet, or no more`);
  }
}
