import { type NetworkBytes, type ProcessorTimes, percentOf } from './parse-proc';

/** Counters of the machine at one moment; `atMs` on the monotonic clock. */
export interface MachineCounters {
  readonly atMs: number;
  readonly processor: ProcessorTimes | undefined;
  readonly network: NetworkBytes;
}

/** Share of processor time that was busy between two moments, in percent; `undefined` when no time has passed. */
export function cpuPercentSince(before: MachineCounters, now: MachineCounters): number | undefined {
  if (before.processor === undefined || now.processor === undefined) {
    return undefined;
  }
  const total = now.processor.total - before.processor.total;
  return total <= 0 ? undefined : percentOf(now.processor.busy - before.processor.busy, total);
}

/**
 * Network use between two moments as a percentage of the bandwidth: of the busier direction, since an instance has its
 * bandwidth in each. `undefined` when no time has passed or a counter began anew.
 */
export function networkPercentSince(
  before: MachineCounters,
  now: MachineCounters,
  bitsPerSecond: number,
): number | undefined {
  const seconds = (now.atMs - before.atMs) / 1000;
  const received = now.network.received - before.network.received;
  const sent = now.network.sent - before.network.sent;
  if (seconds <= 0 || received < 0 || sent < 0) {
    return undefined;
  }
  return percentOf(Math.max(received, sent) * 8, seconds * bitsPerSecond);
}
