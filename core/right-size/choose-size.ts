import { type Capacity, RESOURCES, type Resource, type Size } from './size';

/** A size and how many of it. */
export interface SizeChoice {
  readonly size: Size;
  readonly units: number;
}

/** What has to be carried, and by what. */
export interface SizeWish {
  readonly sizes: readonly Size[];
  readonly current: Size;
  readonly units: number;
  /** What one unit must have. */
  readonly required: Capacity;
  /** Fewest units, if their number may change; absent: it stays. */
  readonly leastUnits?: number;
}

/** What a unit needs as much of when there are more of them: its program, its model, its copy of the data. */
const NOT_DIVISIBLE: readonly Resource[] = ['memory', 'gpuMemory', 'disk'];

/** A capacity may lack what floating point takes from it. */
const ROUNDING = 1e-9;

/**
 * Returns the cheapest choice that carries what has to be carried; among equally cheap ones the nearest to the present size, then the
 * first by name. `undefined` when none does. Only sizes of the same architecture and model of GPU are looked at. Pure; O(sizes × resources).
 */
export function chooseSize(wish: SizeWish): SizeChoice | undefined {
  let best: SizeChoice | undefined;
  for (const size of wish.sizes) {
    const units = isAlike(size, wish.current) ? unitsOf(size, wish) : undefined;
    if (units !== undefined && (best === undefined || isBetter({ size, units }, best, wish.current))) {
      best = { size, units };
    }
  }
  return best;
}

/** Dollars an hour of a choice. */
export function costOf({ size, units }: SizeChoice): number {
  return size.dollarsPerHour * units;
}

function isAlike(size: Size, current: Size): boolean {
  return size.architecture === current.architecture && size.gpuModel === current.gpuModel;
}

function isBetter(choice: SizeChoice, best: SizeChoice, current: Size): boolean {
  const dearer = costOf(choice) - costOf(best);
  const farther = distanceOf(choice.size, current) - distanceOf(best.size, current);
  const difference = dearer === 0 ? farther : dearer;
  return difference < 0 || (difference === 0 && choice.size.name < best.size.name);
}

/** By which factors the size differs, as the sum of their logarithms: what saves nothing is better left as it is. */
function distanceOf(size: Size, current: Size): number {
  return RESOURCES.reduce((sum, resource) => {
    const { [resource]: there = 1 } = current.capacity;
    return sum + Math.abs(Math.log((size.capacity[resource] ?? there) / there));
  }, 0);
}

/** How many units of the size are needed; `undefined` when no number of them will do. */
function unitsOf(size: Size, wish: SizeWish): number | undefined {
  const shares = RESOURCES.map((resource) => ({ resource, share: shareOf(resource, size, wish) }));
  if (wish.leastUnits === undefined) {
    return shares.every(({ share }) => share <= 1 + ROUNDING) ? wish.units : undefined;
  }
  if (shares.some(({ resource, share }) => NOT_DIVISIBLE.includes(resource) && share > 1 + ROUNDING)) {
    return undefined;
  }
  // Fewer units carry more each, of memory too: it is taken to grow as load does.
  const needed = Math.ceil(wish.units * Math.max(...shares.map(({ share }) => share)) - ROUNDING);
  return Math.max(wish.leastUnits, needed);
}

/** What a unit requires of the resource, over what the size has of it. */
function shareOf(resource: Resource, size: Size, { required }: SizeWish): number {
  const needed = required[resource] ?? 0;
  return needed === 0 ? 0 : needed / (size.capacity[resource] ?? 0);
}
