import { Slots } from './slots';

/**
 * Lets a limited number of pieces of work run at once. What was in trouble last time has a line and as many places of its own:
 * what hangs each time holds up nothing but its like.
 */
export class PartedSlots {
  private readonly usual: Slots;
  private readonly troubled: Slots;

  constructor(limit: number) {
    this.usual = new Slots(limit);
    this.troubled = new Slots(limit);
  }

  run<Result>(work: () => Promise<Result>, wasInTrouble: boolean): Promise<Result> {
    return (wasInTrouble ? this.troubled : this.usual).run(work);
  }
}
