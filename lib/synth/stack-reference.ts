import type { Stack } from 'aws-cdk-lib';

/**
 * Returns whether a reference to a resource of the stack `owner` means that resource in the stack `user`, too. A stack that imports nothing
 * sees bare logical ids, which may be those of its own resources. To be called at validation, when references across stacks have been
 * replaced by imports.
 */
export function isSeenFrom(user: Stack, owner: Stack, reference: unknown): boolean {
  return user === owner || JSON.stringify(user.resolve(reference)) !== JSON.stringify(owner.resolve(reference));
}

/** Returns whether a rendered value of the stack `user` is that reference. Plain text, e.g. a name, means the same in one account and region. */
export function isReference(rendered: unknown, user: Stack, owner: Stack, reference: unknown): boolean {
  const expected = user.resolve(reference);
  if (rendered === undefined || JSON.stringify(rendered) !== JSON.stringify(expected)) {
    return false;
  }
  return typeof expected === 'string' ? user.environment === owner.environment : isSeenFrom(user, owner, reference);
}
