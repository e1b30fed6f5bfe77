import type { LawReport, LocalReport } from './report';

/** Whether a run was ok: nothing missing, nothing left, no law broken, no other problem. */
export function isOk(report: Pick<LocalReport, 'resources' | 'laws' | 'problems'>): boolean {
  const { resources, laws, problems } = report;
  const broken = brokenLaws(laws).length;
  return problems.length + broken + resources.missing.length + resources.leftAfterDestroy.length === 0;
}

/** Names of the laws that were broken. */
export function brokenLaws(laws: LawReport): readonly string[] {
  return Object.entries(laws)
    .filter(([, count]) => count !== 0)
    .map(([law]) => law);
}
