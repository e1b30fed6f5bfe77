import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { ServiceRefusalError, ServiceTimeoutError } from '../errors';
import type { ProgramPort } from '../ports';

/** Least silence after which an agent gives up: services restart, and some load for long. */
const LEAST_LIMIT_MS = 60_000;

/** Calls whose failures tell that the service serves nothing. */
type WatchedCall = 'stats' | 'open';

/** How long the service may be silent, in milliseconds: two leases and at least a minute, but no longer than a move may take. */
export function silenceLimitMs(
  policy: Pick<FleetPolicy, 'leaseSeconds'> & Partial<Pick<FleetPolicy, 'moveTimeoutSeconds'>>,
): number {
  const longestMs = (policy.moveTimeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return Math.min(longestMs, Math.max(2000 * policy.leaseSeconds, LEAST_LIMIT_MS));
}

/** Whether the service answers, and since when it does not. */
export class ServiceWatch {
  /** Whether the last `stats` was answered; true before the first. */
  isAnswering = true;
  private readonly silentSinceMs = new Map<WatchedCall, number>();

  /** The clock is monotonic, in milliseconds. */
  constructor(private readonly clock: () => number) {}

  /** Returns the program, watched. */
  of(program: ProgramPort): ProgramPort {
    return {
      open: (order) => this.watched('open', () => program.open(order)),
      flush: (shardId, epoch) => program.flush(shardId, epoch),
      durable: (shardId, epoch, version) => program.durable(shardId, epoch, version),
      close: (shardId, epoch) => program.close(shardId, epoch),
      extend: (validUntilMs) => program.extend(validUntilMs),
      stats: () => this.watched('stats', () => program.stats()),
    };
  }

  /** For how long no such call was answered, 0 when the last one was. */
  silentForMs(call: WatchedCall): number {
    const sinceMs = this.silentSinceMs.get(call);
    return sinceMs === undefined ? 0 : this.clock() - sinceMs;
  }

  /** Nobody calls it any more, so its last failure says nothing. */
  forget(call: WatchedCall): void {
    this.silentSinceMs.delete(call);
  }

  private async watched<Answer>(call: WatchedCall, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await ask();
      this.note(call, true);
      this.silentSinceMs.delete(call);
      return answer;
    } catch (error) {
      this.note(call, false);
      if (isSilence(error) && !this.silentSinceMs.has(call)) {
        this.silentSinceMs.set(call, this.clock());
      }
      throw error;
    }
  }

  private note(call: WatchedCall, isAnswered: boolean): void {
    if (call === 'stats') {
      this.isAnswering = isAnswered;
    }
  }
}

/** A program without a service fails in other ways, which starting anew does not mend. */
function isSilence(error: unknown): boolean {
  return error instanceof ServiceTimeoutError || error instanceof ServiceRefusalError;
}
