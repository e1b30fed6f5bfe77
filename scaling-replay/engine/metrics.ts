import { STEP_SECONDS, STEPS_PER_MINUTE } from './conditions';

const MINUTE_SECONDS = 60;

/**
 * What a policy can see of the past. CloudWatch's metrics are means of whole clock minutes and appear after a delay; asking for one
 * that cannot be known yet is a fault of the policy.
 */
export class Metrics {
  private step = 0;

  constructor(
    private readonly demand: Float64Array,
    private readonly ready: Float64Array,
    private readonly delaySteps: number,
  ) {}

  /** To be called by the replay at the beginning of each step. */
  beginStep(step: number): void {
    this.step = step;
  }

  /** Returns the newest minute that can be read, -1 while there is none. */
  get newestMinute(): number {
    return Math.max(-1, Math.floor((this.step - this.delaySteps) / STEPS_PER_MINUTE) - 1);
  }

  /** Whether a minute can be read that could not be read in the step before. */
  get hasNewMinute(): boolean {
    return this.newestMinute >= 0 && (this.step - this.delaySteps) % STEPS_PER_MINUTE === 0;
  }

  /** Mean demand of a minute, in units. @throws RangeError when it cannot be known yet. */
  demandOf(minute: number): number {
    return this.meanOf(minute, (demand) => demand);
  }

  /** Mean use of what was ready, 1 when all of it was asked for; above 1 when more was. Nothing while no unit serves, which shows it. */
  utilisationOf(minute: number): number | undefined {
    const served = this.meanOf(minute, (_, ready) => (ready > 0 ? 1 : 0));
    return served > 0 ? this.meanOf(minute, (demand, ready) => (ready > 0 ? demand / ready : 0)) / served : undefined;
  }

  readyOf(minute: number): number {
    return this.meanOf(minute, (_, ready) => ready);
  }

  unmetOf(minute: number): number {
    return this.meanOf(minute, (demand, ready) => Math.max(0, demand - ready));
  }

  /**
   * Mean demand of some steps that ended `ageSteps` ago, as a cluster's own metrics pipeline sees it; nothing before there are
   * as many.
   */
  recentDemand(ageSteps: number, steps: number): number | undefined {
    const end = this.step - ageSteps;
    if (ageSteps < 1 || end < steps) {
      return undefined;
    }
    let sum = 0;
    for (let step = end - steps; step < end; step += 1) {
      sum += this.demand[step] ?? 0;
    }
    return sum / steps;
  }

  /**
   * Mean demand of the newest part of a minute that cannot be read in whole yet; nothing when there is none.
   *
   * @param periodSeconds - length of a part, a divisor of a minute.
   * @param delaySeconds - from a part's end until it can be read.
   */
  earlyDemand(periodSeconds: number, delaySeconds: number): number | undefined {
    const knownUntil = this.step * STEP_SECONDS - delaySeconds;
    const end = Math.floor(knownUntil / periodSeconds) * periodSeconds;
    const start = end - periodSeconds;
    if (start < (this.newestMinute + 1) * MINUTE_SECONDS) {
      return undefined;
    }
    let sum = 0;
    for (let step = Math.floor(start / STEP_SECONDS); step * STEP_SECONDS < end; step += 1) {
      const from = Math.max(start, step * STEP_SECONDS);
      const until = Math.min(end, (step + 1) * STEP_SECONDS);
      sum += (this.demand[step] ?? 0) * (until - from);
    }
    return sum / periodSeconds;
  }

  private meanOf(minute: number, value: (demand: number, ready: number) => number): number {
    if (minute < 0 || minute > this.newestMinute) {
      throw new RangeError(`minute ${minute} cannot be read in step ${this.step}`);
    }
    const first = minute * STEPS_PER_MINUTE;
    let sum = 0;
    for (let step = first; step < first + STEPS_PER_MINUTE; step += 1) {
      sum += value(this.demand[step] ?? 0, this.ready[step] ?? 0);
    }
    return sum / STEPS_PER_MINUTE;
  }
}
