import { PlannerFaults } from '../../core/planner/planner-faults';

/** More of a value does not help to find it. */
const LONGEST_SHOWN = 80;

const SHARD_PLACE = /^shards\[(\d+)\]/;
const MOVED_SHARD_PLACE = /^moves\[\d+\]\.shard$/;

/** Collects the faults of form and of content, each with its place in the files. */
export class InputFaults extends PlannerFaults {
  /** By number of a shard in the fleet: where it stood. */
  private readonly origins: number[] = [];
  private isAnyShardLeftOut = false;

  /** @param placeOfShard what the place of a shard, or of a pointer into it, is called */
  constructor(readonly placeOfShard: (origin: number, pointer?: string) => string) {
    super();
  }

  /** The next shard of the fleet stood there. */
  keep(origin: number): void {
    this.origins.push(origin);
  }

  /** A shard is no part of the fleet, because its form is wrong. */
  leaveOut(): void {
    this.isAnyShardLeftOut = true;
  }

  override nameOf(place: string): string {
    const row = SHARD_PLACE.exec(place)?.[1];
    if (row !== undefined) {
      return this.placeOfShard(this.origins[Number(row)] as number, pointerTo(place.replace(SHARD_PLACE, '')));
    }
    return /^(nodes|moves|policy)\b/.test(place) ? pointerTo(`.${place}`) : place;
  }

  override add(place: string, given: unknown, accepted: string, fix: string): void {
    // A move of a shard that was left out is no fault of the move.
    if (!(this.isAnyShardLeftOut && MOVED_SHARD_PLACE.test(place))) {
      super.add(place, shortened(given), accepted, fix);
    }
  }
}

/** `.owners[1]` as the JSON pointer `/owners/1`. */
function pointerTo(path: string): string {
  return path.replace(/\[(\d+)\]/g, '/$1').replace(/\./g, '/');
}

function shortened(given: unknown): unknown {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return text !== undefined && text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : given;
}
