import type { Link } from '../engine/process';
import type { Disk } from './disk';
import type { Agent, Service } from './residents';

/** One instance: its clock, its disk, what runs on it, and what it cannot reach. */
export class Machine {
  /** Until then the node and the table, or the node and S3, do not reach each other. */
  readonly cutUntilMs: Record<Link, number> = { table: 0, homes: 0 };
  /** Whether the instance is lost for good, disk and all. */
  isGone = false;
  /** Starts of its agent so far. */
  starts = 0;
  service: Service | undefined;
  agent: Agent | undefined;

  constructor(
    readonly id: string,
    readonly zone: string,
    readonly disk: Disk,
    /** Milliseconds that its monotonic clock counts in a true one. */
    readonly clockRate: number,
    private readonly clockStartMs: number,
    private readonly trueMs: () => number,
  ) {}

  /** Its monotonic clock. */
  monotonicMs(): number {
    return this.clockStartMs + this.trueMs() * this.clockRate;
  }

  canReach(link: Link): boolean {
    return this.trueMs() >= this.cutUntilMs[link];
  }
}
