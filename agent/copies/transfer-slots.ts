import { type AdaptiveLimit, afterPiece, type Outcome, startLimit } from '../../core/concurrency/adaptive-limit';
import { judgeLatency, type LatencyBaseline } from '../../core/concurrency/latency-baseline';
import { CONGESTED_FOR_MS } from '../../core/fleet/node';
import { monotonicClock } from '../monotonic-clock';
import { FairSlots } from './fair-slots';

/** Which way a part goes. */
export type TransferDirection = 'fetch' | 'store';

/** A part of an object to be transferred. */
export interface PartTransfer {
  readonly shardId: string;
  readonly direction: TransferDirection;
  /** Whether it is of the full size, so that its time can be compared with that of others. */
  readonly isWhole: boolean;
  readonly signal?: AbortSignal;
}

/** How transfers stand, for heartbeats and metrics. */
export interface TransferStatus {
  /** Parts that may be under way at once now. */
  readonly limit: number;
  readonly underWay: number;
  /** How often the limit was halved since the start. */
  readonly halvings: number;
  /** Whether it was halved in the last `CONGESTED_FOR_MS`, and not because parts were slow: that is the node's own link, which is full. */
  readonly isCongested: boolean;
}

/** What bounds transfers, and who is told. */
export interface TransferSlotsProps {
  /** Parts under way at once at most, both ways. @default 16 */
  readonly ceiling?: number;
  /** Monotonic, in milliseconds. @default - the machine's own */
  readonly clock?: () => number;
  /**
   * Told of each halving because S3 throttled, or a request ran out of time or broke off. Not of one because parts were slow, for a
   * link that is full has one each second. Must not throw. @default - nobody
   */
  readonly onCongested?: (limit: number) => void;
}

/**
 * Bounds the parts under way on the whole node, of all shards and both ways, and gives free slots to the shards in turn.
 * How many there are follows from how transfers go, see docs/agent.md.
 */
export class TransferSlots {
  readonly ceiling: number;
  private readonly clock: () => number;
  private state: AdaptiveLimit;
  private baselines: Readonly<Partial<Record<TransferDirection, LatencyBaseline>>> = {};
  private readonly slots: FairSlots;
  private congestedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly props: TransferSlotsProps = {}) {
    const { ceiling = 16, clock = monotonicClock } = props;
    this.ceiling = ceiling;
    this.clock = clock;
    this.state = startLimit(ceiling);
    this.slots = new FairSlots(ceiling);
  }

  /** Runs the transfer once a slot is free. Throws the signal's reason when it is aborted before that. */
  run<Result>(order: PartTransfer, transfer: () => Promise<Result>): Promise<Result> {
    const timed = async () => {
      const startedMs = this.clock();
      const { halvings } = this.state;
      const result = await transfer();
      this.ended(order, this.clock() - startedMs, halvings);
      return result;
    };
    return this.slots.run(order.shardId, timed, order.signal);
  }

  /** For a request that begins now: returns what to call if it is throttled, runs out of time or breaks off. */
  watch(): () => void {
    const { halvings } = this.state;
    return () => this.note('congested', halvings);
  }

  status(): TransferStatus {
    const { limit, halvings } = this.state;
    const isCongested = this.clock() - this.congestedAtMs < CONGESTED_FOR_MS;
    return { limit, underWay: this.slots.taken, halvings, isCongested };
  }

  private ended(part: PartTransfer, tookMs: number, halvingsAtStart: number): void {
    const isComparable = part.isWhole && halvingsAtStart === this.state.halvings;
    const isSlow = isComparable && this.isSlow(part.direction, tookMs);
    this.note(isSlow ? 'slow' : 'well', halvingsAtStart);
  }

  private isSlow(direction: TransferDirection, tookMs: number): boolean {
    const { isSlow, baseline } = judgeLatency(this.baselines[direction], tookMs);
    this.baselines = { ...this.baselines, [direction]: baseline };
    return isSlow;
  }

  private note(outcome: Outcome, halvingsAtStart: number): void {
    const before = this.state;
    const wasLimitReached = this.slots.taken >= before.limit;
    this.state = afterPiece(before, { outcome, halvingsAtStart, wasLimitReached }, { ceiling: this.ceiling });
    if (this.state.limit !== before.limit) {
      this.slots.resize(this.state.limit);
    }
    if (outcome !== 'well' && this.state.halvings !== before.halvings) {
      this.halved(outcome);
    }
  }

  private halved(cause: Exclude<Outcome, 'well'>): void {
    if (this.state.limit === 1) {
      // One alone waits for no other: however long it takes, that is usual now.
      this.baselines = {};
    }
    if (cause === 'congested') {
      this.congestedAtMs = this.clock();
      this.props.onCongested?.(this.state.limit);
    }
  }
}
