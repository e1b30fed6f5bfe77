import type { SpotNotice } from './metadata-client';

/** What the watch asks; a `MetadataClient` has it. */
export interface NoticeSource {
  spotAction(): Promise<SpotNotice | undefined>;
  rebalanceRecommendation(): Promise<string | undefined>;
}

/** What the watch tells. */
export interface NoticeListener {
  /** Told once, of the first Spot notice. */
  readonly onSpot: (notice: SpotNotice) => void;
  /** Told once, of the first rebalance recommendation, with its time. */
  readonly onRebalance: (time: string) => void;
  /** Told of every request that failed. */
  readonly onFault: (error: unknown) => void;
  /** Told after every look of which no request failed. */
  readonly onAnswer: () => void;
}

/** Looks for notices, one look at a time; each kind is told once. */
export class NoticeWatch {
  private hasSpot = false;
  private hasRebalance = false;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly source: NoticeSource,
    private readonly listener: NoticeListener,
  ) {}

  /** Looks once; a call during a look joins it. Never throws. */
  look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** The recommendation must not hold up the notice, which leaves two minutes. */
  private async lookNow(): Promise<void> {
    const answers = await Promise.all([this.tolerate(this.lookForSpot()), this.tolerate(this.lookForRebalance())]);
    if (!answers.includes(false)) {
      this.listener.onAnswer();
    }
  }

  private async lookForSpot(): Promise<void> {
    const notice = this.hasSpot ? undefined : await this.source.spotAction();
    if (notice !== undefined) {
      this.hasSpot = true;
      this.listener.onSpot(notice);
    }
  }

  private async lookForRebalance(): Promise<void> {
    const time = this.hasRebalance ? undefined : await this.source.rebalanceRecommendation();
    if (time !== undefined) {
      this.hasRebalance = true;
      this.listener.onRebalance(time);
    }
  }

  /** Returns whether it went well. */
  private async tolerate(work: Promise<void>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      this.listener.onFault(error);
      return false;
    }
  }
}

/** How often a watch looks, and when it ends. */
export interface WatchOptions extends NoticeListener {
  /** @default 5000, as AWS recommends */
  readonly everyMs?: number;
  readonly signal: AbortSignal;
}

const DEFAULT_EVERY_MS = 5_000;

/**
 * Looks for notices at once and then again and again until the signal is aborted.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
export function watchNotices(source: NoticeSource, options: WatchOptions): void {
  const watch = new NoticeWatch(source, options);
  if (options.signal.aborted) {
    return;
  }
  const timer = setInterval(() => void watch.look(), options.everyMs ?? DEFAULT_EVERY_MS);
  options.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  void watch.look();
}
