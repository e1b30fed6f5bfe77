/** What dies: an agent and then its service, an instance with its disk, a service alone, or the ticks under way. */
export const DEATH_KINDS = ['crash', 'loss', 'service-restart', 'controller-crash'] as const;

/** The one fault of a schedule. */
export interface Death {
  /** It comes right before the event of that number: a call is applied, an answer heard, or a timer rings. */
  readonly event: number;
  readonly kind: (typeof DEATH_KINDS)[number];
  /** Index of the machine; 0 for the controller. */
  readonly machine: number;
}
