import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** A finding that is accepted, where, and why. */
export interface AcceptedFinding {
  readonly where: IConstruct;
  readonly id: string;
  readonly reason: string;
}

/** Returns what AwsSolutions finds under `scope`, as `path: rule`, sorted, without what is accepted. */
export function nagFindings(scope: IConstruct, accepted: readonly AcceptedFinding[] = []): string[] {
  for (const { where, id, reason } of accepted) {
    Validations.of(where).acknowledge({ id, reason });
  }
  const report = new AwsSolutionsChecks(scope).validateScope(scope);
  return report.violations
    .flatMap((violation) =>
      violation.violatingResources.map(
        (resource) => `${resource.constructPath ?? resource.resourceLogicalId}: ${violation.ruleName}`,
      ),
    )
    .sort();
}

/** What is accepted, by path below a stack, then by rule, each with its reason. */
export type AcceptedReasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Returns accepted findings from their table; fails when a path does not exist any more. */
export function acceptedUnder(stack: IConstruct, table: AcceptedReasons): AcceptedFinding[] {
  return Object.entries(table).flatMap(([path, reasons]) => {
    const where = path.split('/').reduce((node, child) => node.node.findChild(child), stack);
    return Object.entries(reasons).map(([id, reason]) => ({ where, id, reason }));
  });
}
