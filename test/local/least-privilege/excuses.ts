import type { Grant } from './grants';

/** Grants that no local run uses, for a reason. */
export interface Excuse {
  readonly roles: readonly string[];
  readonly actions: readonly string[];
  /** Part of the resource's ARN. @default - any resource */
  readonly resource?: string;
  readonly reason: string;
}

/** Returns whether an excuse is about this grant. */
export function excuses(excuse: Excuse, grant: Grant): boolean {
  return (
    excuse.roles.includes(grant.role) &&
    excuse.actions.includes(grant.action) &&
    (excuse.resource === undefined || grant.resource.includes(excuse.resource))
  );
}
