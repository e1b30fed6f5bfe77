/** What the service scaler needs of the world. Adapters implement it on AWS, tests in memory. */
import type { MetricSource } from '../../core/contract/scaled-service';
import type { ScalableTarget, TargetBounds } from '../../core/service-scaling/decide-service';
import type { ServiceMessage, ServiceTasks } from '../../core/service-scaling/find-shortage';
import type { ServiceState } from '../../core/service-scaling/service-table';
import type { EventPort, LogPort, TablePort, Turn } from '../ports';
import type { LastKept } from '../report/select-news';

/** What was read of one metric. */
export interface MetricReadings {
  /** By minute since the epoch; a minute without a datum is absent. */
  readonly values: ReadonlyMap<number, number>;
  /** What CloudWatch said when it could not read the metric. */
  readonly fault?: string;
}

/** CloudWatch as a source of metrics by the minute. */
export interface MetricHistoryPort {
  /** Returns each metric's minutes from the first to the last, both included, in the order asked for. */
  read(sources: readonly MetricSource[], firstMinute: number, lastMinute: number): Promise<readonly MetricReadings[]>;
}

/** Scalable targets of ECS services, by resource id. */
export interface TargetPort {
  /** A target that does not exist is absent. */
  describe(resourceIds: readonly string[]): Promise<ReadonlyMap<string, ScalableTarget>>;
  /** Returns a service's newest scaling activity, if that failed. */
  failedActivity(resourceId: string): Promise<ServiceMessage | undefined>;
  /** Sets what is given, the rest stays; answers false while AWS is changing the target. */
  setBounds(resourceId: string, bounds: Partial<TargetBounds>): Promise<boolean>;
}

/** ECS services, by resource id. */
export interface TaskPort {
  /** A service that does not exist, or is being deleted, is absent. */
  describe(resourceIds: readonly string[]): Promise<ReadonlyMap<string, ServiceTasks>>;
}

/** A service of the table and what is remembered of it, both as text. */
export interface StoredService {
  readonly resourceId: string;
  readonly service: string;
  readonly state?: string;
}

/** The service scaler's table. */
export interface ServiceTablePort extends Pick<TablePort, 'takeTurn' | 'saveMemory' | 'keepDecisions'> {
  /** All services in order of id, strongly consistent. */
  readServices(): Promise<readonly StoredService[]>;
  /** Remembers a service's state unless a newer turn did; answers whether it was. */
  saveState(turn: Turn, resourceId: string, state: ServiceState): Promise<boolean>;
}

/** Log lines and metrics of the scaler, and metrics of its services. */
export interface ServiceLogPort extends LogPort {
  serviceMetrics(nowMs: number, service: string, values: Readonly<Record<string, number>>): void;
}

export interface ServiceScalerPorts {
  readonly table: ServiceTablePort;
  readonly metrics: MetricHistoryPort;
  readonly targets: TargetPort;
  readonly tasks: TaskPort;
  readonly events: EventPort;
  readonly log: ServiceLogPort;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly clock: () => number;
}

/** What does not change while the function lives. */
export interface ServiceScalerSettings {
  readonly scalerName: string;
  /** False in observe-only mode: decide and report, change nothing. */
  readonly acts: boolean;
}

/** Version of the scaler's memory; an older one is forgotten, which repeats some entries of the history. */
export const MEMORY_FORMAT = 1;

/** What the scaler remembers from tick to tick besides the services' states. */
export interface ServiceScalerMemory {
  readonly formatVersion: number;
  readonly lastKept: LastKept;
}
