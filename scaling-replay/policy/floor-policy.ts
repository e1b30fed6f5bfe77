import type { PolicyView, ReplayPolicy } from '../engine/replay';

/**
 * Returns a policy that only sets the least capacity under another one, as an owner of floors does beside AWS's target tracking. What
 * the other policy takes away ends at the floor, and what it orders at the owner's ceiling.
 */
export function floorUnder(
  owner: ReplayPolicy,
  tracking: ReplayPolicy,
  ceiling = () => Number.POSITIVE_INFINITY,
): ReplayPolicy {
  let floor: number | undefined;
  return (view: PolicyView) => {
    // The owner decides on its own floor, not on what the tracking made of it.
    floor = owner({ ...view, desired: floor ?? view.desired }) ?? floor;
    return Math.max(Math.min(ceiling(), tracking(view) ?? view.desired), floor ?? 0);
  };
}
