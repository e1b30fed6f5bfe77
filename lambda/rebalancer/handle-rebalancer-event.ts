import type { RebalancerAnswer, RebalancerEvent } from '../../core/contract/events';
import { handleTicks } from '../environment/handle-ticks';
import type { RebalancerPorts, RebalancerSettings } from './rebalancer-ports';
import { runRebalancerTick } from './rebalancer-tick';

/** What handling events needs besides what ticks need. */
export interface RebalancerEventPorts extends RebalancerPorts {
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Looks that follow each other without a wait: a move of which both ends are dead is ended in two. */
const MOST_AT_ONCE = 2;
/** After so many ticks the next scheduled one has come, however late, and asks anew. */
const TICKS_TO_WAIT = 1.25;

/**
 * Returns the function that Lambda calls for each of the rebalancer's events: a tick, and as many further looks as that tick
 * asks for. It waits for a look only if the event allows it, for the caller may have its own way to wait; a look that is due
 * at once is taken, unless too many were. The answer names only a look that is still to come.
 */
export function handleRebalancerEvent(ports: RebalancerEventPorts, settings: RebalancerSettings) {
  const tick = handleTicks(ports, () => runRebalancerTick(ports, settings));
  const look = handleTicks(ports, () => runRebalancerTick(ports, settings, 'further look'));
  return async ({ time, mayWait = false, isFurtherLook }: RebalancerEvent): Promise<RebalancerAnswer> => {
    const waitUntilMs = ports.clock() + TICKS_TO_WAIT * settings.policy.tickSeconds * 1000;
    let atOnce = 0;
    const mayLook = (atMs: number): boolean => {
      const isDue = atMs <= ports.clock();
      atOnce = isDue ? atOnce + 1 : 0;
      return isDue ? atOnce <= MOST_AT_ONCE : mayWait && atMs < waitUntilMs;
    };
    let dueMs = await (isFurtherLook ? look({ time }) : tick({ time }));
    while (dueMs !== undefined && mayLook(dueMs)) {
      await pauseUntil(dueMs, ports);
      // A clock that jumped far ahead meanwhile makes this event a stale one.
      dueMs = await look({ time: new Date(dueMs).toISOString() });
    }
    return dueMs === undefined || dueMs <= ports.clock() ? {} : { lookAgainAtMs: dueMs };
  };
}

/** A timer may be early by the clock that leases are judged by. */
async function pauseUntil(untilMs: number, { clock, pause }: RebalancerEventPorts): Promise<void> {
  for (let leftMs = untilMs - clock(); leftMs > 0; leftMs = untilMs - clock()) {
    await pause(leftMs);
  }
}
