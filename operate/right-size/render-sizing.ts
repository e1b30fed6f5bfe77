import type { SizingDecision, SizingFindings } from '../../core/right-size/decide-size';
import { HOURS_A_MONTH, type Prices } from '../../core/right-size/prices';
import type { Saturation } from '../../core/right-size/saturation';
import { columns } from '../../output/columns';
import { counted } from '../../output/units';
import type { SizingSubject } from './sizing-subject';

/** What was decided with. */
export interface RenderedWith {
  readonly quantile: number;
  readonly prices: Prices;
}

/** Returns what was found and decided, for people. */
export function renderSizing(
  subject: SizingSubject,
  decision: SizingDecision,
  { quantile, prices }: RenderedWith,
): readonly string[] {
  const { name, units, unit, current } = subject;
  const cost = dollars(monthly(current.dollarsPerHour * units));
  const head = `${name}: ${counted(units, unit)} of ${current.name} (${current.architecture}), ${cost} a month`;
  if (decision.kind === 'refuse') {
    return [head, `nothing can be recommended: ${decision.reason}`, ...subject.notes.map((note) => `- ${note}`)];
  }
  return [
    head,
    '',
    ...columns(
      ['RESOURCE', `P${Number((quantile * 100).toFixed(1))}`, 'LIMIT', 'PEAK', 'LIMIT', 'REACHED AT'],
      decision.findings.saturations.map(toRow),
    ),
    '',
    bottleneckLine(decision.findings),
    verdictLine(subject, decision),
    `confidence: ${decision.findings.confidence}`,
    ...[...decision.findings.doubts, ...subject.notes].map((note) => `- ${note}`),
    `prices: ${prices.region}, ${prices.asOf}`,
  ];
}

function toRow(saturation: Saturation): readonly string[] {
  const { resource, highPercent, limitPercent, peakPercent, peakLimitPercent, reachedAt } = saturation;
  const peakLimit = peakLimitPercent === undefined ? '–' : limit(peakLimitPercent);
  return [resource, percent(highPercent), limit(limitPercent), percent(peakPercent), peakLimit, times(reachedAt)];
}

function bottleneckLine({ saturations }: SizingFindings): string {
  const [first] = saturations;
  if (first === undefined) {
    return '';
  }
  return first.pressure > 1
    ? `bottleneck: ${first.resource}, over its limit already`
    : `bottleneck: ${first.resource} saturates first, at ${times(first.reachedAt)} today's load`;
}

function verdictLine({ units, unit }: SizingSubject, decision: Exclude<SizingDecision, { kind: 'refuse' }>): string {
  if (decision.kind === 'none-fits') {
    return `too small: ${decision.reason}`;
  }
  if (decision.kind === 'keep') {
    return `keep: ${decision.reason}`;
  }
  const { to, savingDollarsPerHour, savingFraction, reason } = decision;
  const target = to.units === units ? to.size.name : `${counted(to.units, unit)} of ${to.size.name}`;
  const amount = dollars(Math.abs(monthly(savingDollarsPerHour)));
  const share = percent(Math.abs(savingFraction) * 100);
  const effect = savingDollarsPerHour >= 0 ? `saves ${amount} a month` : `costs ${amount} a month more`;
  return `change to ${target}: ${reason}; ${effect} (${share})`;
}

function monthly(dollarsPerHour: number): number {
  return dollarsPerHour * HOURS_A_MONTH;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function limit(value: number): string {
  return `${Math.round(value)} %`;
}

function times(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} ×` : 'never';
}
