import type { TrackingBeside } from '../replay/track-beside';

/** The shape of `.local/report.json`. */
export interface LocalReport {
  readonly ok: boolean;
  /** Name of the blueprint, or the command of an app of the user's own. */
  readonly blueprint: string;
  readonly deploySeconds: number;
  readonly resources: ResourceReport;
  readonly replay: ReplayReport;
  /** What was written, and found again at the end; absent when nothing was replayed. */
  readonly data?: DataReport;
  readonly laws: LawReport;
  /** What kept the run from being ok, in words. */
  readonly problems: readonly string[];
}

export interface ResourceReport {
  readonly declared: number;
  readonly verified: number;
  /** Logical id and type of each declared resource that does not exist in the emulator. */
  readonly missing: readonly { readonly logicalId: string; readonly type: string; readonly detail: string }[];
  /** Types that this emulator cannot hold or show; checked by their stack status only. */
  readonly unverifiable: readonly { readonly logicalId: string; readonly type: string }[];
  /** What was still there after destroy. */
  readonly leftAfterDestroy: readonly string[];
}

export interface ReplayReport {
  readonly minutes: number;
  /** Decisions by kind and reason code. */
  readonly decisions: number;
  readonly decisionsByReason: Readonly<Record<string, number>>;
  readonly scaleOuts: number;
  readonly scaleIns: number;
  /** Commits of moves, the first placements among them. */
  readonly moves: number;
  readonly movesByReason: Readonly<Record<string, number>>;
  readonly balance: BalanceReport;
  readonly unmetFraction: number;
  readonly nodeHours: number;
  /** Wall-clock milliseconds of one replayed minute. */
  readonly tickMilliseconds: { readonly median: number; readonly p99: number };
  readonly wallSeconds: number;
  /** Minutes before minute 0 until the new fleet served the first demand; laws count them, demand and hours do not. */
  readonly warmUpMinutes: number;
  /** What target tracking on CPU would have come to on the same demand; absent when nothing was replayed. */
  readonly targetTracking?: Omit<TrackingBeside, 'desired'>;
}

/** How evenly the load was spread, and what was moved for that. */
export interface BalanceReport {
  /** Of the minutes, see `MinuteSample`. */
  readonly maxOverMean: { readonly median: number; readonly p99: number };
  /** Moves that were ordered for balance, the warm-up's among them, and their bytes. */
  readonly moves: number;
  readonly bytes: number;
  /** What of `bytes` every plan would have moved: each plan's lower bound, by the part of it that was ordered. */
  readonly lowerBoundBytes: number;
}

/** What clients wrote during a replay, and what its end showed of it. */
export interface DataReport {
  readonly writes: number;
  /** Writes that a node called durable. */
  readonly durableWrites: number;
  readonly writtenBytes: number;
  /** Writes that no node accepted, by reason: clients try again. */
  readonly refused: Readonly<Record<string, number>>;
  /** Objects of homes whose bytes were compared with their manifests, and their size. */
  readonly objectsChecked: number;
  readonly bytesChecked: number;
}

/** Counts of breaches; all are 0 in an ok run. */
export interface LawReport {
  readonly overlappingWriteIntervals: number;
  readonly ownerlessShardTicks: number;
  readonly foreignDesiredWrites: number;
  readonly terminatedWithShards: number;
  readonly flaps: number;
  /** Writes that were called durable, or accepted by a node that never died, and are gone or changed. */
  readonly lostWrites: number;
}
