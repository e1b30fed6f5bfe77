import { type DeployedRole, type Statement, several } from './policies';

const LEADING_KEYS = 'dynamodb:LeadingKeys';

/** The smallest thing that a policy allows: one action, on one resource, in one partition of a table if it names some. */
export interface Grant {
  readonly role: string;
  readonly statement: number;
  readonly action: string;
  readonly resource: string;
  readonly leadingKey?: string;
}

/**
 * Returns all that a role's policies allow.
 * @throws Error for an action with a wildcard: nobody could say that all of it is used.
 */
export function grantsOf(role: DeployedRole): readonly Grant[] {
  return role.statements.flatMap((statement, index) => {
    const wide = several(statement.Action).find((action) => action.includes('*'));
    if (wide !== undefined) {
      throw new Error(`${role.name} is allowed ${wide}; name the actions one by one`);
    }
    return statement.Effect === 'Allow' ? expand(role.name, statement, index) : [];
  });
}

function expand(role: string, statement: Statement, index: number): readonly Grant[] {
  const leadingKeys = leadingKeysOf(statement);
  const plain = several(statement.Action).flatMap((action) =>
    several(statement.Resource).map((resource) => ({ role, statement: index, action, resource })),
  );
  return leadingKeys.length === 0
    ? plain
    : plain.flatMap((grant) => leadingKeys.map((leadingKey) => ({ ...grant, leadingKey })));
}

function leadingKeysOf({ Condition = {} }: Statement): readonly string[] {
  return Object.values(Condition).flatMap((values) => several(values[LEADING_KEYS]));
}

/** Returns whether what is granted names what was asked for, beyond action and resource: its partition. */
export function coversPartition(grant: Grant, context: Readonly<Record<string, string | readonly string[]>>): boolean {
  return grant.leadingKey === undefined || several(context[LEADING_KEYS]).includes(grant.leadingKey);
}

/** Returns a line for people. */
export function renderGrant({ role, action, resource, leadingKey }: Grant): string {
  return `${role}: ${action} on ${resource}${leadingKey === undefined ? '' : `, partition ${leadingKey}`}`;
}
