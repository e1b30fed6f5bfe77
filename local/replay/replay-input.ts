import type { LocalCloud } from '../cloud/cloud';
import type { Project } from '../cloud/project';
import type { MachineModel } from '../player/machine-model';
import type { DataReport, LawReport, ReplayReport } from '../report/report';
import type { Trace } from '../trace/trace';
import type { PastDecision } from './decision-history';
import type { MinuteSample } from './minute-sample';
import type { TrackingBeside } from './track-beside';

/** What to replay, where. */
export interface ReplayInput {
  readonly cloud: LocalCloud;
  readonly trace: Trace;
  /** Name of the fleet. @default - the only one that is deployed */
  readonly fleet?: string;
  /** Where the nodes' process finds its bundle, and their folders lie. */
  readonly project: Project;
  /** Seed of the shards' loads and sizes. @default 1 */
  readonly seed?: number;
  /** What each instance is modelled as. @default DEFAULT_MACHINE */
  readonly machine?: MachineModel;
  /** Whether to park the fleet at the end, so that it can be destroyed. @default true */
  readonly park?: boolean;
  /** Ends the replay within one step. @default - runs to its end */
  readonly signal?: AbortSignal;
  /** Called after each replayed minute. @default - nobody is told */
  readonly onMinute?: (progress: ReplayProgress) => void;
}

/** Where a replay stands. */
export interface ReplayProgress {
  /** Minutes done. */
  readonly minute: number;
  readonly minutes: number;
  readonly demand: number;
  readonly instances: number;
  readonly readyNodes: number;
  readonly movesInFlight: number;
}

/** What a replay showed. */
export interface ReplayOutcome {
  readonly replay: ReplayReport;
  readonly laws: LawReport;
  readonly data: DataReport;
  /** What kept it from being ok, besides broken laws; empty when nothing did. */
  readonly problems: readonly string[];
  readonly history: ReplayHistory;
}

/** The course of a replay, for charts. */
export interface ReplayHistory {
  readonly traceName: string;
  readonly fleetName: string;
  /** Virtual time at which minute 0 began. */
  readonly startMs: number;
  readonly samples: readonly MinuteSample[];
  readonly decisions: readonly PastDecision[];
  readonly events: readonly { readonly minute: number; readonly text: string }[];
  /** What target tracking would have done meanwhile. */
  readonly tracking: TrackingBeside;
}
