import type { Architecture, Resource } from '../../core/right-size/size';
import type { UsageSeries } from '../../core/right-size/usage';

/** A CloudWatch metric that tells the use of a resource. */
export interface UsageQuery {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** What a value is multiplied with to be a percentage of what there is. */
  readonly toPercent: number;
}

/** Where past use is read. */
export interface UsagePort {
  /**
   * The highest value in each five minutes; several metrics of one resource give the highest of them. A resource without any value
   * is left out.
   */
  read(queries: readonly UsageQuery[], fromMs: number, toMs: number): Promise<readonly UsageSeries[]>;
}

/** Where an ECS service runs its tasks. */
export type TaskPlace = 'fargate' | 'fargate-spot' | 'nodes';

/** A container of a task, as far as it has a share of the task's size. */
export interface SizedContainer {
  readonly name: string;
  /** CPU units; 0 when it has no share of its own. */
  readonly cpuUnits: number;
  /** Hard limit in MiB. @default - that of the task */
  readonly memoryMib?: number;
  /** Soft limit in MiB. @default - none */
  readonly reservationMib?: number;
}

/** An ECS service and the size of its tasks. */
export interface SizedService {
  readonly cluster: string;
  readonly service: string;
  readonly place: TaskPlace;
  readonly architecture: Architecture;
  /** Tasks that run; if none does, those that are wanted. */
  readonly tasks: number;
  readonly taskDefinitionArn: string;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly containers: readonly SizedContainer[];
  /** Since when its tasks may have had this size; what they used before was a share of another one. */
  readonly sizedSinceMs: number;
  /** Why its task definition cannot be replaced now; absent when it can. */
  readonly locked?: string;
}

/** The size that a task and its containers are to have. */
export interface TaskSizes {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly containers: readonly SizedContainer[];
}

/** ECS services. */
export interface TaskPort {
  /**
   * @param fromMs - a change of size before that does not matter.
   * @throws OperateError when there is none of that name, or its tasks have no size of their own.
   */
  describe(cluster: string, service: string, fromMs: number): Promise<SizedService>;
  /** Registers the service's task definition with other sizes and has the service use it. Returns its ARN. */
  rollOut(service: SizedService, sizes: TaskSizes): Promise<string>;
}

/** Running instances of a group. */
export interface GroupMachines {
  /** How many run, by type. */
  readonly counts: ReadonlyMap<string, number>;
  /** When the oldest of them was launched; nobody knows of what type those before were. */
  readonly oldestLaunchMs: number;
  /** Whether metrics of any of them come each minute; else each five minutes. */
  readonly detailedMonitoring: boolean;
}

/** Auto Scaling groups. */
export interface MachinePort {
  describe(groupName: string): Promise<GroupMachines>;
}

/** What right-sizing needs of AWS. */
export interface RightSizePorts {
  readonly usage: UsagePort;
  readonly tasks: TaskPort;
  readonly machines: MachinePort;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}
