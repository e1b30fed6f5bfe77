import { refusalOf } from './check-data';
import { chooseSize, costOf, type SizeChoice, type SizeWish } from './choose-size';
import { type Trust, trustIn } from './confidence';
import { requiredCapacity } from './required-capacity';
import { type Saturation, saturationsOf } from './saturation';
import { type Capacity, RESOURCES, type Size } from './size';
import type { SizingRule } from './sizing-rule';
import { summarizeUsage, type UsageSeries } from './usage';

/** What a size is decided from. */
export interface SizingInput {
  readonly series: readonly UsageSeries[];
  readonly current: Size;
  /** Tasks or nodes of that size. */
  readonly units: number;
  /** Sizes to choose from. */
  readonly sizes: readonly Size[];
  /** Fewest units, if fewer of a larger or more of a smaller size may be recommended. @default - their number stays */
  readonly leastUnits?: number;
  readonly rule: SizingRule;
}

/** What was found, whatever is recommended. */
export interface SizingFindings extends Trust {
  /** The bottleneck first. */
  readonly saturations: readonly Saturation[];
  /** What one unit must have. */
  readonly required: Capacity;
}

/** Which size to run, with the reason. */
export type SizingDecision =
  /** Nothing can be said. */
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'keep'; readonly reason: string; readonly findings: SizingFindings }
  /** Nothing on offer is large enough. */
  | { readonly kind: 'none-fits'; readonly reason: string; readonly findings: SizingFindings }
  | {
      readonly kind: 'change';
      readonly reason: string;
      readonly findings: SizingFindings;
      readonly to: SizeChoice;
      /** Negative when what is needed costs more. */
      readonly savingDollarsPerHour: number;
      /** Of what is paid now. */
      readonly savingFraction: number;
    };

/**
 * Decides which size carries the use that was measured within its limits at the least cost. A size that is large enough is left only for
 * a saving worth it. Deterministic and pure; O(n log n + sizes).
 */
export function decideSize(input: SizingInput): SizingDecision {
  const { current, rule } = input;
  const measured = input.series.filter((series) => series.points.length > 0);
  const lastMinute = Math.max(...measured.map(({ points }) => points.at(-1)?.minute ?? 0));
  const usages = measured.map((series) => summarizeUsage(series, rule.quantile, lastMinute));
  const refusal = refusalOf(usages, rule);
  if (refusal !== undefined) {
    return { kind: 'refuse', reason: refusal };
  }
  const saturations = saturationsOf(usages, rule);
  const trust = trustIn(usages, saturations);
  const required = requiredCapacity(current, usages, rule);
  const unmeasured = RESOURCES.filter(
    (resource) => current.capacity[resource] !== undefined && usages.every((usage) => usage.resource !== resource),
  );
  const doubts = [
    ...trust.doubts,
    ...unmeasured.map((resource) => `${resource} is not measured, so it may not shrink`),
  ];
  return weigh(input, { ...trust, doubts, saturations, required });
}

function weigh(input: SizingInput, findings: SizingFindings): SizingDecision {
  const { current, units } = input;
  // Whatever a size lacks altogether, e.g. the network of a Fargate task, no other size mends.
  const over = findings.saturations.filter((one) => one.isOver && current.capacity[one.resource] !== undefined);
  const names = over.map((one) => one.resource).join(' and ');
  const wish: SizeWish = { ...input, required: findings.required };
  const to = chooseSize(wish);
  if (to === undefined) {
    return { kind: 'none-fits', reason: nothingFits(findings.required, names), findings };
  }
  const now = costOf({ size: current, units });
  const savingDollarsPerHour = now - costOf(to);
  const savingFraction = savingDollarsPerHour / now;
  if (over.length > 0) {
    const reason = `${names} ${over.length > 1 ? 'are' : 'is'} over the limit`;
    return { kind: 'change', reason, findings, to, savingDollarsPerHour, savingFraction };
  }
  // Whatever a change is worth, one that saves nothing is none.
  if (savingFraction <= 0 || savingFraction < input.rule.leastSaving) {
    return { kind: 'keep', reason: keptText(savingFraction, to, input), findings };
  }
  return { kind: 'change', reason: 'less carries the same load', findings, to, savingDollarsPerHour, savingFraction };
}

function nothingFits(required: Capacity, over: string): string {
  const needs = RESOURCES.flatMap((resource) => {
    const amount = required[resource];
    return amount === undefined ? [] : [`${resource} ${Math.ceil(amount * 100) / 100}`];
  });
  const why = over === '' ? '' : `${over} over the limit, but `;
  return `${why}no size on offer has what is needed: ${needs.join(', ')}. Spread the load over more units`;
}

function keptText(savingFraction: number, to: SizeChoice, { current, units, rule }: SizingInput): string {
  if (savingFraction <= 0 || (to.size.name === current.name && to.units === units)) {
    return 'no cheaper size carries the load within the limits';
  }
  const saving = (savingFraction * 100).toFixed(1);
  return `${to.size.name} would save ${saving} %, less than the ${Math.round(rule.leastSaving * 100)} % that a change is worth`;
}
