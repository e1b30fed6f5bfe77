import type { Template } from 'aws-cdk-lib/assertions';

/** A statement of a policy, its actions and resources as lists. */
export interface Statement {
  readonly actions: readonly string[];
  /** Each as JSON, because most hold references. */
  readonly resources: readonly string[];
  readonly condition?: unknown;
}

/** Returns the statements of the policies whose logical id matches `role`. */
export function statementsOf(template: Template, role: RegExp): readonly Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => role.test(id));
  return policies.flatMap(([, policy]) =>
    policy.Properties.PolicyDocument.Statement.map(
      (statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }) => ({
        actions: [statement.Action].flat(),
        resources: [statement.Resource].flat().map((resource) => JSON.stringify(resource)),
        condition: statement.Condition,
      }),
    ),
  );
}

/** Returns all actions of a role on one service, sorted, e.g. `dynamodb`. */
export function actionsOf(template: Template, role: RegExp, service: string): readonly string[] {
  const all = statementsOf(template, role).flatMap((statement) => statement.actions);
  const ours = all.filter((action) => action.startsWith(`${service}:`));
  return [...new Set(ours)].map((action) => action.slice(service.length + 1)).sort();
}
