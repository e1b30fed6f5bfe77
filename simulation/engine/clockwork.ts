import { EventQueue, Occasion, type QueuedEvent } from './event-queue';
import type { Process } from './process';
import { Random } from './random';
import type { Trace } from './trace';

/** What broke, and how. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

/** True time, the queue of what happens next, the one source of chance, and the verdict. */
export class Clockwork {
  readonly random: Random;
  nowMs = 0;
  /** Calls applied, answers delivered, timers and faults so far. */
  steps = 0;
  violation: Violation | undefined;
  /** Events taken from the queue so far, the one that is about to happen included. */
  events = 0;
  private readonly queue = new EventQueue();
  private hasWoken = false;
  private onEvent: (() => void) | undefined;

  constructor(
    seed: number,
    readonly trace?: Trace,
  ) {
    this.random = new Random(seed);
  }

  /** From now on this listener alone is told before each event, as `events` counts them; `undefined` for none. */
  watchEvents(listener: (() => void) | undefined): void {
    this.onEvent = listener;
  }

  /** Has something happen after a delay. */
  after(delayMs: number, happen: () => void): void {
    this.queue.push(this.nowMs + delayMs, new Occasion(happen));
  }

  at(atMs: number, happen: () => void): void {
    this.queue.push(atMs, new Occasion(happen));
  }

  /** Has an event fire after a delay. */
  queueAfter(delayMs: number, event: QueuedEvent): void {
    this.queue.push(this.nowMs + delayMs, event);
  }

  /** A process's timer: a dead process has none, a paused one is late. */
  timer(process: Process, delayMs: number, happen: () => void): void {
    this.after(delayMs, () => this.hear(process, happen));
  }

  /** Has a process hear something now, or once its pause is over. */
  hear(process: Process, happen: () => void): void {
    if (this.hearsNow(process)) {
      happen();
    } else {
      this.hearLater(process, happen);
    }
  }

  /** Whether a process hears something now; if so, that is a step. */
  hearsNow(process: Process): boolean {
    const hears = process.isAlive && process.pausedUntilMs <= this.nowMs;
    if (hears) {
      this.steps += 1;
      this.hasWoken = true;
    }
    return hears;
  }

  /** A paused process hears it once its pause is over, a dead one never. */
  hearLater(process: Process, happen: () => void): void {
    if (process.isAlive) {
      this.at(process.pausedUntilMs, () => this.hear(process, happen));
    }
  }

  /** The first thing broken is what a schedule reports. */
  violate(invariant: string, detail: string): void {
    this.violation ??= { invariant, detail };
    this.trace?.add(this.nowMs, '!!', invariant, detail);
  }

  /** Some code outside the world may have been woken: what it does comes before the next event. */
  wake(): void {
    this.hasWoken = true;
  }

  /** Runs until the condition holds or the time is over. */
  run(isOver: () => boolean, untilMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = () => process.nextTick(step);
      const step = () => {
        try {
          if (this.happenUntilWoken(untilMs) && !isOver()) {
            // A tick that a microtask asks for comes once no microtask is left.
            RESOLVED.then(next);
          } else {
            resolve();
          }
        } catch (error) {
          reject(error);
        }
      };
      step();
    });
  }

  /** False when the time is over. */
  private happenUntilWoken(untilMs: number): boolean {
    this.hasWoken = false;
    while (!this.hasWoken) {
      if (this.violation !== undefined || this.queue.nextMs() > untilMs) {
        return false;
      }
      this.events += 1;
      this.onEvent?.();
      const event = this.queue.pop();
      if (event === undefined) {
        return false;
      }
      this.nowMs = event.atMs;
      event.fire();
    }
    return true;
  }
}

const RESOLVED = Promise.resolve();
