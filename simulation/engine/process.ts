/** Where a call goes. */
export type Link = 'table' | 'homes';

/** Something that calls and waits for answers: an agent, or one tick of the controller. */
export interface Process {
  readonly name: string;
  /** A dead process hears no answer. */
  isAlive: boolean;
  /** Until then it hears and does nothing, and does not know. */
  pausedUntilMs: number;
  canReach(link: Link): boolean;
}
