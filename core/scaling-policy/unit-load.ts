import type { Reason } from '../decision';

/** What a reactive rule judges: the whole demand in the metric's own measure, over the units there are. */
export interface UnitLoad {
  /** What all units get together. */
  readonly total: number;
  /** Units that serve or were ordered: what was ordered already counts, so that it is not ordered again. */
  readonly desired: number;
  /** Fewest units to ask for, since the metric cannot show how much more there is; 0 when it can. */
  readonly least: number;
}

/** What a rule makes of a load, before patience and bounds. */
export interface Judgement {
  readonly out: number;
  readonly keep: number;
  readonly reason: Reason;
}

/** Returns what one unit gets once every ordered one serves; infinite when there is demand and no unit. */
export function loadOfUnit({ total, desired }: UnitLoad): number {
  return total === 0 ? 0 : total / desired;
}

/** Returns a number as reasons show it: at most two digits after the point. */
export function shown(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100) : 'without a unit';
}
