import type { CapacityNeed } from '../forecast/capacity-forecast';
import type { Packed } from '../memory/compact-numbers';

/** What the forecast said last and what it has learnt; part of the scaler's memory, safe to lose: then it is learnt anew. */
export interface FleetForecastMemory {
  /** The settings it was learnt under: under others its numbers mean something else, and it is forgotten. */
  readonly settings: string;
  /** The risk that was steered to; under another one its budget begins anew. */
  readonly maxUnmet?: number;
  /** The minute that was taken in last, in whole minutes since the epoch. */
  readonly minute: number;
  readonly need: CapacityNeed;
  /** Mean demand of a minute of the past week. */
  readonly meanDemand: number;
  readonly state: Packed;
}
