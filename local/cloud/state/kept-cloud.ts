import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { LocalCloud } from '../cloud';
import { emulatorControl } from '../emulator/emulator-control';
import { type CloudAddress, openEndpoint } from '../emulator/open-endpoint';
import { LocalCloudError } from '../local-cloud-error';
import { signalGroup } from '../process/process-group';
import type { Project } from '../project';

/** A cloud that outlives the run that started it; `.local/cloud.json`. */
export interface KeptCloud extends CloudAddress {
  /** Name of the blueprint, or the command of an app of the user's own. */
  readonly blueprint: string;
  /** Folder of the cloud assembly that is deployed. */
  readonly assembly: string;
  /** Id of the emulator's process group. */
  readonly groupId: number;
}

/** Time to end; what still runs then is killed. A container without an init keeps the dead listed for as long. */
const END_LIMIT_MS = 3_000;
const POLL_MS = 50;

/** Notes that a cloud is kept. */
export function writeKeptCloud(project: Pick<Project, 'work'>, kept: KeptCloud): void {
  writeFileSync(stateFile(project), `${JSON.stringify(kept, undefined, 2)}\n`);
}

/** Forgets the kept cloud. */
export function forgetKeptCloud(project: Pick<Project, 'work'>): void {
  rmSync(stateFile(project), { force: true });
}

/** Returns the kept cloud if it still answers; forgets one that does not. */
export async function findKeptCloud(project: Pick<Project, 'work'>): Promise<KeptCloud | undefined> {
  if (!existsSync(stateFile(project))) {
    return undefined;
  }
  const kept = JSON.parse(readFileSync(stateFile(project), 'utf8')) as KeptCloud;
  if (await answers(kept)) {
    return kept;
  }
  forgetKeptCloud(project);
  return undefined;
}

/** @throws LocalCloudError when a kept cloud is running: a second one would write over its files. */
export async function refuseKeptCloud(project: Pick<Project, 'work'>): Promise<void> {
  const kept = await findKeptCloud(project);
  if (kept) {
    throw new LocalCloudError(
      `A cloud is kept at ${kept.endpoint} with ${kept.blueprint} deployed. End it first: elastic-fleet local down`,
    );
  }
}

/** Returns the kept cloud, opened. @throws LocalCloudError when there is none. */
export async function openKeptCloud(project: Pick<Project, 'work'>): Promise<LocalCloud & KeptCloud> {
  const kept = await findKeptCloud(project);
  if (!kept) {
    throw new LocalCloudError(
      'No cloud is kept. Make one with: elastic-fleet local up, or elastic-fleet local run --keep',
    );
  }
  return { ...kept, ...(await openEndpoint(kept)) };
}

/** Ends the kept cloud; returns false when there was none. */
export async function endKeptCloud(project: Pick<Project, 'work'>): Promise<boolean> {
  const kept = await findKeptCloud(project);
  if (!kept) {
    return false;
  }
  signalGroup(kept.groupId, 'SIGTERM');
  const deadline = performance.now() + END_LIMIT_MS;
  // Signal 0 only asks whether the group still exists.
  while (signalGroup(kept.groupId, 0) && performance.now() < deadline) {
    await wait(POLL_MS);
  }
  signalGroup(kept.groupId, 'SIGKILL');
  forgetKeptCloud(project);
  return true;
}

async function answers({ endpoint }: KeptCloud): Promise<boolean> {
  const control = emulatorControl(endpoint);
  const isHealthy = await control.isHealthy();
  control.disconnect();
  return isHealthy;
}

function stateFile({ work }: Pick<Project, 'work'>): string {
  return path.join(work, 'cloud.json');
}
