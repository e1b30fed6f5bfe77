import type { Saturation } from './saturation';
import type { Usage } from './usage';

export type Confidence = 'high' | 'medium' | 'low';

const LEVELS: readonly Confidence[] = ['low', 'medium', 'high'];

/** A week is seen twice. */
const DAYS_FOR_HIGH = 13.5;
/** A week is seen once. */
const DAYS_FOR_MEDIUM = 6.75;
const COVERAGE_FOR_HIGH = 0.9;
/** Growth from the first to the second half of the data that a size of today may not outlast. */
const MUCH_GROWTH = 1.2;

/** How far to trust a recommendation, and why not further. */
export interface Trust {
  readonly confidence: Confidence;
  readonly doubts: readonly string[];
}

/**
 * Returns how far the data carries: high from two weeks of nearly all values, medium from one week, else low; a step less
 * for use that grows, low when a resource was full. Pure; O(resources).
 */
export function trustIn(usages: readonly Usage[], saturations: readonly Saturation[]): Trust {
  const full = saturations.filter((one) => one.wasFull);
  const grown = usages.filter((usage) => usage.growth > MUCH_GROWTH);
  const doubts = [
    ...spanDoubts(usages),
    ...grown.map(({ resource, growth }) => `use of ${resource} ${growthText(growth)}`),
    ...full.map(
      ({ resource }) =>
        `${resource} was full at times: more may have been wanted than shows; look again after a change`,
    ),
  ];
  const level = full.length > 0 ? 0 : Math.max(0, levelOf(usages) - (grown.length > 0 ? 1 : 0));
  return { confidence: LEVELS[level] ?? 'low', doubts };
}

function growthText(growth: number): string {
  return Number.isFinite(growth)
    ? `grew by ${Math.round((growth - 1) * 100)} % from the first half to the second`
    : 'began in the second half';
}

function levelOf(usages: readonly Usage[]): number {
  const days = Math.min(...usages.map((usage) => usage.days));
  const coverage = Math.min(...usages.map((usage) => usage.coverage));
  if (days < DAYS_FOR_MEDIUM) {
    return 0;
  }
  return days >= DAYS_FOR_HIGH && coverage >= COVERAGE_FOR_HIGH ? 2 : 1;
}

function spanDoubts(usages: readonly Usage[]): readonly string[] {
  return levelOf(usages) === 0 ? ['less than a week was seen: what happens once a week is not in it'] : [];
}
