import type { LoggedCall } from '../../../local/laws/call-log';
import { type Excuse, excuses } from './excuses';
import { type Grant, grantsOf, renderGrant } from './grants';
import type { DeployedPolicies, DeployedRole } from './policies';
import type { Place, Right } from './rights/right';
import { rightsOf } from './rights/rights-of';
import { simulate } from './simulate';

/** What is wrong between what roles did and what they may do; lines for people, all empty when nothing is. */
export interface Comparison {
  /** Done, but not allowed. */
  readonly denied: readonly string[];
  /** Allowed, but not done. */
  readonly unused: readonly string[];
  /** Excuses that excuse nothing: what they name was done, or is not allowed at all. */
  readonly needlessExcuses: readonly string[];
  /** Roles of which no call was recorded, so that nothing was compared. */
  readonly silent: readonly string[];
}

/** Returns both ways of the comparison between recorded calls and deployed policies. */
export async function compareRights(
  calls: readonly LoggedCall[],
  policies: DeployedPolicies,
  allExcuses: readonly Excuse[],
): Promise<Comparison> {
  const outcomes = await Promise.all(
    policies.roles.map(async (role) => ({ role, ...(await judgeRole(role, calls, policies)) })),
  );
  const unused = policies.roles
    .flatMap((role) => grantsOf(role))
    .filter((grant) => !outcomes.some(({ used }) => used.has(renderGrant(grant))));
  const isExcused = (grant: Grant) => allExcuses.some((excuse) => excuses(excuse, grant));
  return {
    denied: outcomes.flatMap(({ denied }) => denied),
    unused: unused.filter((grant) => !isExcused(grant)).map(renderGrant),
    needlessExcuses: allExcuses.flatMap((excuse) => needlessParts(excuse, unused)),
    silent: outcomes.filter(({ used }) => used.size === 0).map(({ role }) => role.name),
  };
}

interface RoleOutcome {
  readonly denied: readonly string[];
  readonly used: ReadonlySet<string>;
}

async function judgeRole(
  role: DeployedRole,
  calls: readonly LoggedCall[],
  policies: DeployedPolicies,
): Promise<RoleOutcome> {
  const denied: string[] = [];
  const used = new Set<string>();
  for (const right of distinctRights(role, calls, policies.place)) {
    const { result, grants } = await simulate(role, right, policies);
    if (result !== 'Allowed') {
      denied.push(`${role.name}: ${right.action} on ${right.resource} (${result}, ${JSON.stringify(right.context)})`);
    }
    for (const grant of grants) {
      used.add(renderGrant(grant));
    }
  }
  return { denied, used };
}

/** Of calls that differ in numbers and ids alone, e.g. on two shards, the first stands for all: a simulation takes milliseconds. */
function distinctRights(role: DeployedRole, calls: readonly LoggedCall[], place: Place): readonly Right[] {
  const distinct = new Map<string, Right>();
  for (const call of calls.filter(({ caller }) => caller.startsWith(role.callerPrefix))) {
    for (const right of rightsOf(call, place)) {
      const shape = JSON.stringify(right).replaceAll(/[0-9a-f]*\d[0-9a-f]*/g, '0');
      distinct.set(shape, distinct.get(shape) ?? right);
    }
  }
  return [...distinct.values()];
}

/** An excuse is needed for each of its roles and actions. */
function needlessParts(excuse: Excuse, unused: readonly Grant[]): readonly string[] {
  return excuse.roles.flatMap((role) =>
    excuse.actions
      .filter(
        (action) => !unused.some((grant) => grant.role === role && grant.action === action && excuses(excuse, grant)),
      )
      .map((action) => `${role}: ${action} (${excuse.reason})`),
  );
}
