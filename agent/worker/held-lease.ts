import type { Heartbeat } from '../../core/fleet/node';
import { isLeaseValid, type NodeLease, renewedLease } from '../../core/lease/node-lease';
import type { NodeTablePort } from '../ports';
import type { NodeIdentity, NodeMeasurement } from './node-identity';

/** Renewals of a node that leaves before it gives up: each may meet a heartbeat with a later counter. */
const FENCING_ATTEMPTS = 3;

/** The node's lease: the heartbeats that renew it, and whether the node may accept writes by it. */
export class HeldLease {
  private lease: NodeLease = { counter: 0, validUntilMs: 0 };
  private lastCounter = 0;
  private fenced = false;
  private leaving = false;

  constructor(
    private readonly identity: NodeIdentity,
    private readonly table: NodeTablePort,
    private readonly leaseMs: number,
    /** The node's monotonic clock, in milliseconds. */
    private readonly clock: () => number,
  ) {}

  /**
   * The heartbeat to write next. Its counter is one beyond the last one made, accepted or not: a renewal whose reply
   * was lost has shown its counter to the controller, so a later one must not look the same.
   */
  nextHeartbeat(measurement: NodeMeasurement): Heartbeat {
    this.lastCounter += 1;
    const { nodeId, incarnation, zone, address, capacityBytes } = this.identity;
    return {
      nodeId,
      incarnation,
      zone,
      address,
      capacityBytes,
      ...measurement,
      counter: this.lastCounter,
      fenced: false,
    };
  }

  /** Writes the first heartbeat; returns it with the clock before it was sent. */
  async register(measurement: NodeMeasurement): Promise<SentHeartbeat> {
    const heartbeat = this.nextHeartbeat(measurement);
    const sentMs = this.clock();
    await this.table.register(heartbeat);
    return { heartbeat, sentMs };
  }

  /** Writes a further heartbeat; `undefined` when the table refused it, because the node was called dead. */
  async renew(measurement: NodeMeasurement): Promise<SentHeartbeat | undefined> {
    const heartbeat = this.nextHeartbeat(measurement);
    const sentMs = this.clock();
    return (await this.table.renew(heartbeat)) ? { heartbeat, sentMs } : undefined;
  }

  /** Takes note of a heartbeat that the table accepted; returns until when the lease lasts, on the node's clock. */
  accepted({ heartbeat, sentMs }: SentHeartbeat): number {
    this.lease = renewedLease(heartbeat.counter, sentMs, this.leaseMs);
    return this.lease.validUntilMs;
  }

  /** A heartbeat that was under way may be written first; refused again and again, the node was called dead before. */
  async fenceInTable(measurement: NodeMeasurement): Promise<void> {
    for (let attempt = 0; attempt < FENCING_ATTEMPTS; attempt += 1) {
      const heartbeat = this.nextHeartbeat({ ...measurement, shards: {} });
      if (await this.table.renew({ ...heartbeat, fenced: true })) {
        return;
      }
    }
  }

  /** From here on the node takes nothing more, and closes what it has. */
  startLeaving(): void {
    this.leaving = true;
  }

  /** From here on this incarnation accepts nothing more, for good. */
  fence(): void {
    this.fenced = true;
  }

  get isFenced(): boolean {
    return this.fenced;
  }

  /** Whether the node takes and gives shards: it was not called dead and is not about to end. */
  get isWorking(): boolean {
    return !this.fenced && !this.leaving;
  }

  get validUntilMs(): number {
    return this.lease.validUntilMs;
  }

  /** Whether the node may accept writes. */
  isValid(nowMs: number = this.clock()): boolean {
    return !this.fenced && isLeaseValid(this.lease, nowMs);
  }
}

/** A heartbeat, and the node's clock before it was sent. */
export interface SentHeartbeat {
  readonly heartbeat: Heartbeat;
  readonly sentMs: number;
}
