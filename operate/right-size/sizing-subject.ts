import type { Size } from '../../core/right-size/size';
import type { UsageSeries } from '../../core/right-size/usage';

/** What may get another size, with how it was used. */
export interface SizingSubject {
  /** E.g. `shop/web`. */
  readonly name: string;
  readonly unit: 'task' | 'node';
  readonly units: number;
  readonly current: Size;
  /** Sizes to choose from. */
  readonly sizes: readonly Size[];
  readonly series: readonly UsageSeries[];
  /** What to know beside the numbers. */
  readonly notes: readonly string[];
}
