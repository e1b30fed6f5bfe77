/** Units that were ordered together. */
interface Order {
  readonly readyAtStep: number;
  readonly units: number;
}

/** A fleet whose capacity serves some time after it was ordered, and goes at once; what starts last goes first. */
export class ReplayedFleet {
  /** Units that are ordered and do not serve yet, oldest first. */
  private orders: Order[] = [];

  constructor(
    /** Units that serve. */
    public ready: number,
    private readonly startUpSteps: number,
  ) {}

  get starting(): number {
    return this.orders.reduce((sum, { units }) => sum + units, 0);
  }

  /** Units that serve or start: what is billed. */
  get desired(): number {
    return this.ready + this.starting;
  }

  /** Whatever was ordered long enough ago serves from this step on. */
  beginStep(step: number): void {
    const due = this.orders.filter(({ readyAtStep }) => readyAtStep <= step);
    if (due.length > 0) {
      this.ready += due.reduce((sum, { units }) => sum + units, 0);
      this.orders = this.orders.slice(due.length);
    }
  }

  /** Sets how many units there are to be. */
  set(units: number, step: number): void {
    const change = units - this.desired;
    if (change === 0) {
      return;
    }
    if (change > 0) {
      this.orders.push({ readyAtStep: step + this.startUpSteps, units: change });
      this.beginStep(step);
    } else {
      this.giveUp(-change);
    }
  }

  private giveUp(units: number): void {
    let left = units;
    while (left > 0) {
      const newest = this.orders.pop();
      if (newest === undefined) {
        this.ready -= left;
        return;
      }
      const taken = Math.min(left, newest.units);
      left -= taken;
      if (newest.units > taken) {
        this.orders.push({ ...newest, units: newest.units - taken });
      }
    }
  }
}
