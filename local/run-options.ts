import type { AppSource } from './cloud/cdk/app-source';
import type { Environment } from './cloud/environment/refuse-real-account';
import type { Project } from './cloud/project';
import type { ReplayProgress } from './replay/replay-input';
import type { LocalReport } from './report/report';
import type { ReportFiles } from './report/write-report';
import type { Trace } from './trace/trace';

/** What a local run does, and where. */
export interface RunOptions {
  readonly project: Project;
  /** The environment that we were started with, i.e. `process.env`. */
  readonly environment: Environment;
  readonly source: AppSource;
  readonly trace: Trace;
  /** Name of the fleet that the load is replayed on. @default - the only one that is deployed */
  readonly fleet?: string;
  /** Port of the emulator. @default - a free one */
  readonly port?: number;
  /** An emulator that already runs on this machine. @default - one is started */
  readonly endpoint?: string;
  /** Whether the cloud and the deployment outlive the run. @default false */
  readonly keep?: boolean;
  /** Ends the run, with all that it started. */
  readonly signal?: AbortSignal;
  readonly progress: RunProgress;
}

/** Is told how far a run is. */
export interface RunProgress {
  /** Something begins, e.g. `deploying`. */
  onStep(step: string): void;
  /** One more minute is replayed. */
  onMinute(progress: ReplayProgress): void;
}

/** What came of a local run. */
export interface RunOutcome {
  readonly report: LocalReport;
  readonly files: ReportFiles;
  /** Where the cloud is that was kept. */
  readonly keptEndpoint?: string;
}
