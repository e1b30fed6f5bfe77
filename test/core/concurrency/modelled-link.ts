import { type AdaptiveLimit, afterPiece, type Outcome, startLimit } from '../../../core/concurrency/adaptive-limit';
import { judgeLatency, type LatencyBaseline } from '../../../core/concurrency/latency-baseline';

interface PieceUnderWay {
  readonly sender: Sender;
  readonly halvingsAtStart: number;
  /** Pieces on the link when it began, itself included. */
  readonly crowd: number;
}

/** Somebody who keeps as many pieces under way as the limit allows. */
export class Sender {
  state: AdaptiveLimit;
  underWay = 0;
  private baseline: LatencyBaseline | undefined;

  constructor(
    private readonly ceiling: number,
    first: number = ceiling,
  ) {
    this.state = { ...startLimit(ceiling), limit: first };
  }

  ended(outcome: Outcome, halvingsAtStart: number): void {
    const wasLimitReached = this.underWay >= this.state.limit;
    const { halvings } = this.state;
    this.state = afterPiece(this.state, { outcome, halvingsAtStart, wasLimitReached }, { ceiling: this.ceiling });
    if (this.state.halvings !== halvings && this.state.limit === 1) {
      this.baseline = undefined;
    }
    this.underWay -= 1;
  }

  /** Whether a piece was slow; one that began before the limit was halved is not compared. */
  isSlow(latencyMs: number, halvingsAtStart: number): boolean {
    if (halvingsAtStart !== this.state.halvings) {
      return false;
    }
    const { isSlow, baseline } = judgeLatency(this.baseline, latencyMs);
    this.baseline = baseline;
    return isSlow;
  }
}

/** How a link answers a piece. */
export type LinkModel = (piece: PieceUnderWay) => Outcome;

/** A link that throttles whatever is too much. */
export function throttling(capacity: number): LinkModel {
  return ({ crowd }) => (crowd > capacity ? 'congested' : 'well');
}

/** A link on which pieces wait in line: each takes as many times longer as there are more than it can serve at once. */
export function queueing(capacity: number, baseMs = 100): LinkModel {
  return ({ crowd, sender, halvingsAtStart }) => {
    const latencyMs = baseMs * Math.max(1, crowd / capacity);
    return sender.isSlow(latencyMs, halvingsAtStart) ? 'slow' : 'well';
  };
}

/**
 * Has senders share a link until so many pieces have ended, each in order of its start; returns the mean of each sender's
 * limit over the second half.
 */
export function share(senders: readonly Sender[], link: LinkModel, pieces: number): readonly number[] {
  const line: PieceUnderWay[] = [];
  const sums = senders.map((sender) => {
    sender.underWay = 0;
    return 0;
  });
  for (let ended = 0; ended < pieces; ended += 1) {
    fill(senders, line);
    const piece = line.shift();
    if (piece) {
      piece.sender.ended(link(piece), piece.halvingsAtStart);
    }
    if (ended >= pieces / 2) {
      senders.forEach((sender, index) => {
        sums[index] = (sums[index] ?? 0) + sender.state.limit;
      });
    }
  }
  return sums.map((sum) => sum / (pieces / 2));
}

function fill(senders: readonly Sender[], line: PieceUnderWay[]): void {
  for (let hasStarted = true; hasStarted; ) {
    hasStarted = false;
    for (const sender of senders.filter(({ underWay, state }) => underWay < state.limit)) {
      sender.underWay += 1;
      line.push({ sender, halvingsAtStart: sender.state.halvings, crowd: line.length + 1 });
      hasStarted = true;
    }
  }
}
