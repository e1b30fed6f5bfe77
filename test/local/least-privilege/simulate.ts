import { runSimulation } from '@cloud-copilot/iam-simulate';
import { coversPartition, type Grant, grantsOf } from './grants';
import { type DeployedPolicies, type DeployedRole, several } from './policies';
import type { Right } from './rights/right';

const VERSION = '2012-10-17';

/** Whether a role may, and which of its grants say so. */
export interface Verdict {
  /** `Allowed`, `ImplicitlyDenied` or `ExplicitlyDenied`. */
  readonly result: string;
  readonly grants: readonly Grant[];
}

/**
 * Returns how AWS would decide, by the role's policies and the bucket's.
 * @throws Error when the simulator does not understand the question, e.g. an action that no service has.
 */
export async function simulate(role: DeployedRole, right: Right, policies: DeployedPolicies): Promise<Verdict> {
  const answer = await runSimulation(simulationOf(role, right, policies), {});
  if (answer.resultType !== 'single') {
    const why = answer.resultType === 'error' ? JSON.stringify(answer.errors) : 'a wildcard in the resource';
    throw new Error(`the simulator cannot judge ${right.action} on ${right.resource} by ${role.name}: ${why}`);
  }
  const { analysis, ignoredContextKeys = [] } = answer.result;
  if (ignoredContextKeys.length > 0) {
    throw new Error(`the simulator knows no condition ${ignoredContextKeys.join(', ')} of ${right.action}`);
  }
  const deciding = analysis.identityAnalysis?.allowStatements ?? [];
  const allowing = deciding.map(({ policyId, explain }) => ({
    statement: Number(policyId),
    resources: several(explain.resources)
      .filter(({ matches }) => matches)
      .map(({ resource }) => resource),
  }));
  const grants = grantsOf(role).filter(
    (grant) =>
      grant.action === right.action &&
      coversPartition(grant, right.context) &&
      allowing.some(({ statement, resources }) => statement === grant.statement && resources.includes(grant.resource)),
  );
  return { result: answer.overallResult, grants };
}

/** Each statement goes in as a policy of its own, so that the answer names it. */
function simulationOf(role: DeployedRole, { action, resource, context }: Right, { bucketPolicies }: DeployedPolicies) {
  const identityPolicies = role.statements.map((statement, index) => ({
    name: String(index),
    policy: { Version: VERSION, Statement: [statement] },
  }));
  const [bucketArn = ''] = resource.split('/');
  return {
    request: {
      principal: role.arn,
      action,
      resource: { resource, accountId: role.arn.split(':')[4] ?? '' },
      contextVariables: { ...context },
    },
    identityPolicies,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: bucketPolicies.get(bucketArn),
  };
}
