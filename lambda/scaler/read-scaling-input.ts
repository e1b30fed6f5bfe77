import { openWindows } from '../../calendar/open-windows';
import { type LeaseObservations, readMembership } from '../../core/fleet/membership';
import { FAILED_LAUNCH_WINDOW_MS } from '../../core/scaling/decide-scale-out';
import { awaitsTermination } from '../../core/scaling/decide-terminate';
import type { ScalingInput } from '../../core/scaling/scaling-input';
import { countSeats } from '../../core/scaling/seats';
import type { FleetSwitches } from '../../core/table/table-schema';
import type { FailedLaunch } from '../ports';
import type { ScalerMemory, ScalerPorts, ScalerSettings } from './scaler-ports';

/** What the scaler decides from, and the lease observations to remember. */
export interface ScalingView {
  readonly input: ScalingInput;
  readonly observations: LeaseObservations;
  readonly switches: FleetSwitches;
  /** Of launches that AWS did not tell: then none counts as failed. */
  readonly faults: readonly unknown[];
}

/**
 * Reads the state anew. The shards, by far the largest read, are read only if some node may be ended; failed launches
 * only while AWS owes the group instances or some have not joined: one that follows a failed launch waits at its hook.
 */
export async function readScalingInput(
  ports: ScalerPorts,
  settings: ScalerSettings,
  memory: ScalerMemory | undefined,
): Promise<ScalingView> {
  const readStartedMs = ports.clock();
  const [group, records, switches] = await Promise.all([
    ports.group.describe(),
    ports.table.readNodes(),
    ports.table.readSwitches(),
  ]);
  const nowMs = ports.clock();
  const { nodes, observations } = readMembership({
    group,
    records,
    observations: memory?.observations ?? {},
    reading: { readStartedMs, readEndedMs: nowMs, leaseMs: settings.policy.leaseSeconds * 1000 },
  });
  const { halted, parked, roll } = switches;
  const seats = countSeats(group, nodes, roll);
  const needsShards = awaitsTermination({ nodes, controls: records.controls, parked, roll });
  const faults: unknown[] = [];
  const [failedLaunches, shards] = await Promise.all([
    readFailedLaunches(ports, seats.asked + seats.joining, nowMs, faults),
    needsShards ? ports.table.readShards() : undefined,
  ]);
  const input = {
    nowMs,
    policy: settings.policy,
    group,
    nodes,
    controls: records.controls,
    failedLaunches,
    halted,
    parked,
    ...(roll ? { roll } : {}),
    windows: openWindows(settings.policy.windows, nowMs),
    window: memory?.window,
    ...(memory?.forecast ? { forecast: memory.forecast } : {}),
    ...(memory?.waste ? { waste: memory.waste } : {}),
    ...(shards ? { shards } : {}),
  };
  return { input, observations, switches, faults };
}

async function readFailedLaunches(
  ports: ScalerPorts,
  coming: number,
  nowMs: number,
  faults: unknown[],
): Promise<readonly FailedLaunch[]> {
  try {
    return coming > 0 ? await ports.group.failedLaunches(nowMs - FAILED_LAUNCH_WINDOW_MS) : [];
  } catch (error) {
    faults.push(error);
    return [];
  }
}
