import type { Architecture } from './size';

/** What an hour on Fargate costs, in dollars. */
export interface FargateRate {
  readonly vcpuHour: number;
  readonly gbHour: number;
}

/** A list of prices of one region, in dollars an hour. */
export interface Prices {
  readonly region: string;
  /** When it was so; free text. */
  readonly asOf: string;
  /** @default - tasks on Fargate cannot be weighed */
  readonly fargate?: Readonly<Partial<Record<Architecture, FargateRate>>>;
  /** By type; a type without a price is never recommended. */
  readonly instances: Readonly<Record<string, number>>;
}

/** Hours that a month is taken to have. */
export const HOURS_A_MONTH = 730;
