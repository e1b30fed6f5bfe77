import { FaultList } from '../policy/fault-list';

/** Faults that are told in full; of more, only the number is. */
const MOST_FAULTS_TOLD = 100;

/** Input that no plan can be made for. */
export class InvalidFleetError extends Error {
  override readonly name = 'InvalidFleetError';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/** Collects the faults of a fleet, each with its place. */
export class PlannerFaults {
  private readonly list = new FaultList();
  private count = 0;

  get hasNone(): boolean {
    return this.count === 0;
  }

  /** What a place of the input, such as `shards[7].owners[1]`, is called in messages. */
  nameOf(place: string): string {
    return place;
  }

  add(place: string, given: unknown, accepted: string, fix: string): void {
    this.count += 1;
    if (this.count <= MOST_FAULTS_TOLD) {
      this.list.add(this.nameOf(place), shown(given), accepted, fix);
    }
  }

  /** @throws InvalidFleetError when there are any */
  throwIfAny(): void {
    if (this.count > 0) {
      const untold = this.count - this.list.faults.length;
      throw new InvalidFleetError(untold > 0 ? [...this.list.faults, `and ${untold} more`] : this.list.faults);
    }
  }
}

/** JSON has no NaN and no infinity. */
function shown(given: unknown): unknown {
  return typeof given === 'number' && !Number.isFinite(given) ? String(given) : given;
}

/** Whether a value is a number that quantities can have: finite, and at least 0. */
export function isQuantity(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;
}
