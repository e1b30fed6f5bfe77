import type { MinuteSample } from '../replay/minute-sample';
import type { ReplayHistory } from '../replay/replay-input';
import { balanceOrders } from './balance-course';
import { coalesceDecisions, type DecisionRow } from './coalesce-decisions';

const MINUTE_MS = 60_000;
const BYTES_PER_GIGABYTE = 1e9;

/** What the page draws: columns as uPlot takes them, and rows. */
export interface PageData {
  /** Minutes of the trace. */
  readonly minutes: readonly number[];
  readonly demand: readonly number[];
  readonly unmet: readonly number[];
  readonly desired: readonly number[];
  /** Nodes that target tracking would have asked for. */
  readonly trackingDesired: readonly number[];
  readonly instances: readonly number[];
  readonly readyNodes: readonly number[];
  readonly highestLoadPercent: readonly number[];
  readonly maxOverMean: readonly number[];
  /** Moved for balance since the trace began, and what of it every plan would have moved; in gigabytes. */
  readonly balanceGigabytes: readonly number[];
  readonly leastGigabytes: readonly number[];
  readonly movesCommitted: readonly number[];
  readonly movesInFlight: readonly number[];
  readonly nodes: readonly NodeLife[];
  readonly events: ReplayHistory['events'];
  readonly decisions: readonly (DecisionRow & { readonly firstMinute: number; readonly lastMinute: number })[];
}

/** How many shards one node served, from its first minute on. */
export interface NodeLife {
  readonly id: string;
  readonly firstMinute: number;
  readonly shards: readonly number[];
}

/** Returns what the page draws of a replay; nodes in order of their first minute. */
export function toPageData(history: ReplayHistory): PageData {
  const { samples } = history;
  const column = (pick: (sample: MinuteSample) => number) => samples.map((sample) => round(pick(sample)));
  const minuteOf = (atMs: number) => Math.floor((atMs - history.startMs) / MINUTE_MS);
  const orders = balanceOrders(history.decisions);
  const since = (amounts: readonly (readonly [minute: number, bytes: number])[]) => gigabytesSince(samples, amounts);
  return {
    minutes: column((sample) => sample.minute),
    demand: column((sample) => sample.demand),
    unmet: column((sample) => sample.unmet),
    desired: column((sample) => sample.desired),
    trackingDesired: history.tracking.desired,
    instances: column((sample) => sample.instances),
    readyNodes: column((sample) => sample.readyNodes),
    highestLoadPercent: column((sample) => sample.highestLoadPercent),
    maxOverMean: column((sample) => sample.maxOverMean),
    balanceGigabytes: since(orders.map(({ atMs, bytes }) => [minuteOf(atMs), bytes])),
    leastGigabytes: since(orders.map(({ atMs, lowerBoundBytes }) => [minuteOf(atMs), lowerBoundBytes])),
    movesCommitted: column((sample) => sample.movesCommitted),
    movesInFlight: column((sample) => sample.movesInFlight),
    nodes: nodeLives(samples),
    events: history.events,
    decisions: coalesceDecisions(history.decisions).map((row) => ({
      ...row,
      firstMinute: minuteOf(row.firstAtMs),
      lastMinute: minuteOf(row.lastAtMs),
    })),
  };
}

/** By minute, the sum of what came in it or earlier, from minute 0 on. */
function gigabytesSince(
  samples: readonly MinuteSample[],
  amounts: readonly (readonly [minute: number, bytes: number])[],
): readonly number[] {
  const byMinute = new Map<number, number>();
  for (const [minute, bytes] of amounts) {
    byMinute.set(minute, (byMinute.get(minute) ?? 0) + bytes);
  }
  let sum = 0;
  return samples.map(({ minute }) => {
    sum += byMinute.get(minute) ?? 0;
    return round(sum / BYTES_PER_GIGABYTE);
  });
}

function nodeLives(samples: readonly MinuteSample[]): readonly NodeLife[] {
  const lives = new Map<string, { id: string; firstMinute: number; shards: number[] }>();
  for (const { minute, shardsByNode } of samples) {
    for (const [id, shards] of Object.entries(shardsByNode)) {
      const life = lives.get(id) ?? { id, firstMinute: minute, shards: [] };
      lives.set(id, life);
      life.shards[minute - life.firstMinute] = shards;
    }
  }
  return [...lives.values()].sort((first, second) => first.firstMinute - second.firstMinute);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
