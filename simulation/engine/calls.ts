import { CALL_TIMEOUT_MS, LATEST_ARRIVAL_MS } from '../settings';
import type { Clockwork } from './clockwork';
import { QueuedEvent } from './event-queue';
import type { Link, Process } from './process';
import { brief } from './trace';

/** What a call is: where it goes, and what it is called in the trace. */
export interface Call {
  readonly link: Link;
  readonly name: string;
  /** Changes nothing, so less can come of it that does not go well. */
  readonly isRead?: boolean;
  /** A retried request is known by its token, and applied once. */
  readonly isIdempotent?: boolean;
}

/** What may become of a call besides going well. */
export const CALL_FAULTS = ['lost-request', 'lost-reply', 'late-request', 'retried-request', 'echoed-request'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** Told of each call that is not to go well: the call's subject says which shard it is about, if any. */
export type CallFaultListener = (fault: CallFault, call: Call, subject: string) => void;

/** How likely a call does not go well beside the mean: what comes of a change that is lost or late is worth more. */
const READ_RISK = 0.5;
const CHANGE_RISK = 2;

/** The one fault that every caller of a silent world gets. */
export const NO_ANSWER = new Error('no answer within the time limit');

/**
 * Carries calls between processes and the world. A call is applied to the world at one time and answered at a later one,
 * and either can fail: so calls overtake each other, and a request can take effect long after its caller gave up or died.
 */
export class Calls {
  /** While true every call is applied and answered at once: to set a world up. */
  isImmediate = true;
  /** How likely a call does not go well. */
  faultFraction = 0;
  /** When the last request that was taken for lost arrives: even a dead node's renewal counts then. */
  lastArrivalMs = 0;

  constructor(
    private readonly clockwork: Clockwork,
    private readonly onFault: CallFaultListener,
  ) {}

  post<Result>(process: Process, call: Call, subject: string, apply: () => Result): Promise<Result> {
    if (this.isImmediate) {
      return Promise.resolve(apply());
    }
    return new Promise((resolve, reject) => {
      const attempt: Attempt<Result> = new Attempt(this.clockwork, process, call, subject, apply, resolve, reject);
      const { random } = this.clockwork;
      if (this.faultFraction === 0 || !random.chance(this.faultFraction * (call.isRead ? READ_RISK : CHANGE_RISK))) {
        attempt.goWell(this.latencyMs());
        return;
      }
      const fault = random.pick(CALL_FAULTS);
      this.onFault(fault, call, subject);
      this.befall(attempt, fault, call);
    });
  }

  private befall<Result>(attempt: Attempt<Result>, fault: CallFault, call: Call): void {
    const { random } = this.clockwork;
    const latencyMs = this.latencyMs();
    const lateMs = CALL_TIMEOUT_MS + random.between(0, random.chance(0.5) ? 1_000 : LATEST_ARRIVAL_MS[call.link]);
    if (fault === 'late-request' || fault === 'echoed-request') {
      this.lastArrivalMs = Math.max(this.lastArrivalMs, this.clockwork.nowMs + lateMs);
    }
    attempt.suffer(fault);
    switch (fault) {
      case 'lost-request':
        attempt.giveUp();
        break;
      case 'lost-reply':
        attempt.applyUnheard(latencyMs);
        attempt.giveUp();
        break;
      case 'late-request':
        attempt.applyUnheard(lateMs);
        attempt.giveUp();
        break;
      case 'retried-request':
        attempt.applyUnheard(latencyMs);
        attempt.goWell(latencyMs + random.between(20, CALL_TIMEOUT_MS / 2));
        break;
      case 'echoed-request':
        attempt.goWell(latencyMs);
        attempt.applyUnheard(lateMs);
        break;
    }
  }

  private latencyMs(): number {
    const { random } = this.clockwork;
    const kind = random.next();
    if (kind < 0.75 || this.faultFraction === 0) {
      return random.between(1, 15);
    }
    return kind < 0.96 ? random.between(15, 120) : random.between(120, 900);
  }
}

/** One call under way; waits in the queue to be applied, and then to be answered. */
class Attempt<Result> extends QueuedEvent {
  private isApplied = false;
  private applied = 0;
  /** Of the last time that it was applied. */
  private result: Result | undefined;
  private error: unknown;

  constructor(
    private readonly clockwork: Clockwork,
    private readonly process: Process,
    private readonly call: Call,
    private readonly subject: string,
    private readonly apply: () => Result,
    private readonly resolve: (result: Result) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    super();
  }

  suffer(fault: CallFault): void {
    this.clockwork.steps += 1;
    this.note(fault);
  }

  /** Applied after the delay and answered a little later, unless a partition swallows either. */
  goWell(delayMs: number): void {
    this.clockwork.queueAfter(delayMs, this);
  }

  fire(): void {
    if (this.isApplied) {
      this.answer();
    } else if (this.process.canReach(this.call.link)) {
      this.happen();
      this.isApplied = true;
      this.clockwork.queueAfter(1 + this.clockwork.random.next() * 8, this);
    } else {
      this.giveUp();
    }
  }

  /** Applied after the delay; nobody hears of it. */
  applyUnheard(delayMs: number): void {
    this.clockwork.after(delayMs, () => this.happen());
  }

  giveUp(): void {
    this.clockwork.timer(this.process, CALL_TIMEOUT_MS, () => this.reject(NO_ANSWER));
  }

  private answer(): void {
    if (!this.process.canReach(this.call.link)) {
      this.giveUp();
    } else if (this.clockwork.hearsNow(this.process)) {
      this.settle();
    } else {
      this.clockwork.hearLater(this.process, () => this.settle());
    }
  }

  private settle(): void {
    if (this.error === undefined) {
      this.resolve(this.result as Result);
    } else {
      this.reject(this.error);
    }
  }

  private happen(): void {
    this.clockwork.steps += 1;
    if (this.applied > 0 && this.call.isIdempotent) {
      return;
    }
    this.applied += 1;
    try {
      this.result = this.apply();
    } catch (error) {
      this.error = error;
    }
    if (this.clockwork.trace) {
      this.note(brief(this.error ?? this.result));
    }
  }

  private note(outcome: string): void {
    const { trace, nowMs } = this.clockwork;
    trace?.add(nowMs, this.process.name, `${this.call.name} ${this.subject}`, outcome);
  }
}
