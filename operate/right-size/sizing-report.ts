import { decideSize, type SizingDecision, type SizingFindings } from '../../core/right-size/decide-size';
import { typesWithoutSize } from '../../core/right-size/machine-sizes';
import { HOURS_A_MONTH, type Prices } from '../../core/right-size/prices';
import type { SizingRule } from '../../core/right-size/sizing-rule';
import { CPU_UNITS } from '../../core/right-size/task-sizes';
import { renderList } from '../../output/units';
import type { Report } from '../report';
import { renderSizing } from './render-sizing';
import type { SizingSubject } from './sizing-subject';

/** How to decide. */
export interface SizingWish {
  readonly rule: SizingRule;
  /** @default - the number of units stays */
  readonly leastUnits?: number;
  readonly prices: Prices;
}

/** A decision, with its report. */
export interface SizingReport extends Report {
  readonly decision: SizingDecision;
}

/** Decides about a subject and says so, with what to write into the stack. Not `ok` when nothing can be said, or nothing fits. */
export function reportSizing(measured: SizingSubject, { rule, leastUnits, prices }: SizingWish): SizingReport {
  const subject = { ...measured, notes: [...measured.notes, ...priceNotes(prices)] };
  const decision = decideSize({ ...subject, rule, ...(leastUnits === undefined ? {} : { leastUnits }) });
  const advice = decision.kind === 'change' ? ['', ...stackLines(subject, decision)] : [];
  return {
    decision,
    value: toValue(subject, decision, prices),
    lines: [...renderSizing(subject, decision, { quantile: rule.quantile, prices }), ...advice],
    ok: decision.kind === 'keep' || decision.kind === 'change',
  };
}

function priceNotes(prices: Prices): readonly string[] {
  const unused = typesWithoutSize(prices);
  return unused.length > 0
    ? [`these prices are not used, since the sizes of their types are not known here: ${renderList(unused)}`]
    : [];
}

/** What the stack must say for a change to last. */
export function stackLines(
  { unit, units }: Pick<SizingSubject, 'unit' | 'units'>,
  { to }: Extract<SizingDecision, { kind: 'change' }>,
): readonly string[] {
  const { name, capacity } = to.size;
  const count = to.units === units ? [] : [`and set the number of ${unit}s to ${to.units}`];
  if (unit === 'node') {
    return [
      'in the stack:',
      `  instanceTypes: [new ec2.InstanceType('${name}')],`,
      ...count,
      'then deploy it, and: elastic-fleet fleet roll --wait',
    ];
  }
  return [
    'in the stack:',
    `  cpu: ${Math.round((capacity.cpu ?? 0) * CPU_UNITS)},`,
    `  memoryLimitMiB: ${capacity.memory},`,
    ...count,
  ];
}

function toValue(subject: SizingSubject, decision: SizingDecision, { region, asOf }: Prices): object {
  const { name, unit, units, current, notes } = subject;
  return {
    name,
    unit,
    units,
    size: current.name,
    architecture: current.architecture,
    dollarsPerMonth: round(current.dollarsPerHour * units * HOURS_A_MONTH),
    decision: decision.kind,
    reason: decision.reason,
    ...(decision.kind === 'change' ? changeValue(decision) : {}),
    ...(decision.kind === 'refuse' ? {} : findingsValue(decision.findings)),
    notes,
    prices: { region, asOf },
  };
}

function changeValue({
  to,
  savingDollarsPerHour,
  savingFraction,
}: Extract<SizingDecision, { kind: 'change' }>): object {
  return {
    to: { size: to.size.name, units: to.units },
    savingDollarsPerMonth: round(savingDollarsPerHour * HOURS_A_MONTH),
    savingPercent: round(savingFraction * 100),
  };
}

/** What is never reached has no multiple of load. */
function findingsValue({ confidence, doubts, saturations }: SizingFindings): object {
  return {
    confidence,
    doubts,
    bottleneck: saturations[0]?.resource,
    resources: saturations.map(({ reachedAt, ...rest }) => ({
      ...rest,
      ...(Number.isFinite(reachedAt) ? { reachedAt } : {}),
    })),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
