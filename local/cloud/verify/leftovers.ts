import type { LocalCloud } from '../cloud';
import { serviceAsker } from './ask-service';
import type { DeployedResource } from './deployed-resource';
import { type Inventory, takeInventory } from './inventory';
import { askForResource } from './verify-resources';

/** What was there before the deployment. */
export function inventoryOf(cloud: LocalCloud): Promise<Inventory> {
  return takeInventory(serviceAsker(cloud));
}

/**
 * Returns what a destroyed deployment has left: its own resources that still exist, and whatever else was not there before
 * it, e.g. instances and log groups that came of themselves. What the template retains is not left, but kept. Sorted, one line a thing.
 */
export async function leftovers(
  cloud: LocalCloud,
  before: Inventory,
  deployed: readonly DeployedResource[],
): Promise<readonly string[]> {
  const ask = serviceAsker(cloud);
  const after = await takeInventory(ask);
  const kept = deployed.filter(({ retained }) => retained).map(({ physicalId }) => physicalId);
  const isKept = (thing: string) => kept.some((physicalId) => thing.endsWith(` ${physicalId}`));
  const still = await Promise.all(
    deployed
      .filter(({ retained }) => !retained)
      .map(async (resource) => {
        const answer = await askForResource(ask, resource);
        return answer.kind === 'exists' ? [`${resource.type} ${resource.logicalId}`] : [];
      }),
  );
  return [...[...after].filter((thing) => !before.has(thing) && !isKept(thing)), ...still.flat()].sort();
}
