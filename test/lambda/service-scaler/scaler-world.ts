import type { MetricSource, ScaledService } from '../../../core/contract/scaled-service';
import type { DecisionRecord } from '../../../core/decision';
import { SCALING_POLICY_FORMAT, type ScalingPolicy } from '../../../core/scaling-policy/scaling-policy';
import type { ScalableTarget, TargetBounds } from '../../../core/service-scaling/decide-service';
import type { ServiceMessage, ServiceTasks } from '../../../core/service-scaling/find-shortage';
import type { ServiceState } from '../../../core/service-scaling/service-table';
import type { Turn } from '../../../lambda/ports';
import type {
  MetricHistoryPort,
  ServiceScalerPorts,
  ServiceTablePort,
  TargetPort,
  TaskPort,
} from '../../../lambda/service-scaler/service-scaler-ports';
import { runServiceScalerTick } from '../../../lambda/service-scaler/service-scaler-tick';
import type { FaultInjector } from '../memory/fault-injector';
import { MemoryEvents, MemoryLog } from '../memory/memory-outlets';

export const MINUTE_MS = 60_000;
export const API = 'service/cluster/api';
export const WEB = 'service/cluster/web';
/** A Saturday noon; ticks come ten seconds after a minute begins. */
export const START_MS = Date.UTC(2026, 10, 21, 12) + 10_000;

export const PREDICTIVE_RULE = {
  kind: 'predictive',
  metric: 'requests',
  unitCapacity: 100,
  maxUnmet: 0.01,
  startUpSeconds: 75,
} as const;

/** A policy that holds one unit for each 100 of demand. */
export function policyOf(changes: Partial<ScalingPolicy> = {}): ScalingPolicy {
  return {
    formatVersion: SCALING_POLICY_FORMAT,
    mode: 'automatic',
    leastUnits: 1,
    mostUnits: 50,
    rules: [{ kind: 'target', metric: 'requests', per: 'fleet', target: 100 }],
    windows: [],
    limits: {},
    ...changes,
  };
}

export function serviceOf(changes: Partial<ScaledService> = {}): ScaledService {
  return {
    resourceId: API,
    actuator: 'floor',
    metrics: { requests: { namespace: 'App', name: 'Requests', dimensions: {}, statistic: 'Sum' } },
    policy: policyOf(),
    ...changes,
  };
}

class MemoryServiceTable implements ServiceTablePort {
  version = 0;
  memory: string | undefined;
  readonly services = new Map<string, string>();
  readonly states = new Map<string, { readonly version: number; readonly state: string }>();
  readonly history: DecisionRecord[] = [];

  async takeTurn<Memory>() {
    this.version += 1;
    const memory = this.memory === undefined ? undefined : (JSON.parse(this.memory) as Memory);
    return { version: this.version, memory };
  }

  async saveMemory(_controller: string, version: number, memory: object) {
    if (version !== this.version) {
      return false;
    }
    this.memory = JSON.stringify(memory);
    return true;
  }

  async keepDecisions(_turn: Turn, _nowMs: number, decisions: readonly DecisionRecord[]) {
    this.history.push(...decisions);
  }

  async readServices() {
    return [...this.services].map(([resourceId, service]) => {
      const kept = this.states.get(resourceId);
      return { resourceId, service, ...(kept ? { state: kept.state } : {}) };
    });
  }

  async saveState({ version }: Turn, resourceId: string, state: ServiceState) {
    const kept = this.states.get(resourceId);
    if (kept && kept.version >= version) {
      return false;
    }
    this.states.set(resourceId, { version, state: JSON.stringify(state) });
    return true;
  }
}

/** CloudWatch: by the metric's name a value for each minute; what is asked of it is noted. */
class MemoryMetrics implements MetricHistoryPort {
  readonly valueOf = new Map<string, (minute: number) => number | undefined>();
  readonly calls: { readonly names: readonly string[]; readonly first: number; readonly last: number }[] = [];
  fault: string | undefined;
  refusal: Error | undefined;

  async read(sources: readonly MetricSource[], first: number, last: number) {
    this.calls.push({ names: sources.map(({ name }) => name), first, last });
    if (this.refusal) {
      throw this.refusal;
    }
    return sources.map(({ name }) => {
      const values = new Map<number, number>();
      for (let minute = first; minute <= last; minute += 1) {
        const value = this.valueOf.get(name)?.(minute);
        if (value !== undefined) {
          values.set(minute, value);
        }
      }
      return { values, ...(this.fault === undefined ? {} : { fault: this.fault }) };
    });
  }
}

/** ECS and Application Auto Scaling: desired stays within the bounds, and tasks run at once unless `running` says how many. */
class MemoryCloud {
  readonly targets = new Map<string, ScalableTarget>();
  readonly desired = new Map<string, number>();
  running: number | undefined;
  isDeploying = false;
  events: ServiceMessage[] = [];
  failed: ServiceMessage | undefined;
  refusal: Error | undefined;
  isBusy = false;
  readonly changes: { readonly id: string; readonly bounds: Partial<TargetBounds> }[] = [];

  async failedActivity() {
    return this.failed;
  }

  async setBounds(id: string, bounds: Partial<TargetBounds>) {
    if (this.refusal) {
      throw this.refusal;
    }
    const target = this.targets.get(id);
    if (this.isBusy || target === undefined) {
      return false;
    }
    this.changes.push({ id, bounds });
    const next = { ...target, ...bounds };
    if (next.floor > next.ceiling) {
      throw new Error(`MinCapacity ${next.floor} is above MaxCapacity ${next.ceiling}`);
    }
    this.targets.set(id, next);
    this.desired.set(id, Math.min(Math.max(this.desired.get(id) ?? 0, next.floor), next.ceiling));
    return true;
  }
}

/** A service scaler in memory, of which a test plays AWS and the time. */
export class ScalerWorld {
  readonly table = new MemoryServiceTable();
  readonly metrics = new MemoryMetrics();
  readonly cloud = new MemoryCloud();
  readonly events = new MemoryEvents();
  readonly log = new MemoryServiceLog();
  nowMs = START_MS;
  acts = true;

  /** Adds a service of 2 to 20 units, of which 2 run. */
  add(service: ScaledService = serviceOf(), bounds: TargetBounds = { floor: 2, ceiling: 20 }): this {
    this.table.services.set(service.resourceId, JSON.stringify(service));
    this.cloud.targets.set(service.resourceId, { ...bounds, suspended: false });
    this.cloud.desired.set(service.resourceId, bounds.floor);
    return this;
  }

  /** Lets the metric be the same in all minutes from now on, or by what the function says. */
  load(value: number | undefined | ((minute: number) => number | undefined), name = 'Requests'): this {
    this.metrics.valueOf.set(name, typeof value === 'function' ? value : () => value);
    return this;
  }

  floor(id = API): number | undefined {
    return this.cloud.targets.get(id)?.floor;
  }

  bounds(id = API): readonly [number | undefined, number | undefined] {
    const target = this.cloud.targets.get(id);
    return [target?.floor, target?.ceiling];
  }

  /** The reasons kept so far, oldest first. */
  get codes(): readonly string[] {
    return this.table.history.map(({ kind, reason }) => `${kind}/${reason.code}`);
  }

  async run(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      this.nowMs += MINUTE_MS;
      await this.tick();
    }
  }

  tick(faults?: FaultInjector): Promise<void> {
    return runServiceScalerTick(this.ports(faults), { scalerName: 'scaler', acts: this.acts });
  }

  ports(faults?: FaultInjector): ServiceScalerPorts {
    const wrap = <Port extends object>(port: Port): Port => faults?.wrap(port) ?? port;
    const { cloud } = this;
    const targets: TargetPort = {
      describe: async (ids) => new Map([...cloud.targets].filter(([id]) => ids.includes(id))),
      failedActivity: () => cloud.failedActivity(),
      setBounds: (id, bounds) => cloud.setBounds(id, bounds),
    };
    const tasks: TaskPort = { describe: async (ids) => new Map(ids.flatMap((id) => this.tasksOf(id))) };
    return {
      table: wrap(this.table),
      metrics: wrap(this.metrics),
      targets: wrap(targets),
      tasks: wrap(tasks),
      events: wrap(this.events),
      log: this.log,
      clock: () => this.nowMs,
    };
  }

  private tasksOf(id: string): (readonly [string, ServiceTasks])[] {
    const desired = this.cloud.desired.get(id);
    const { running, isDeploying, events } = this.cloud;
    return desired === undefined ? [] : [[id, { desired, running: running ?? desired, isDeploying, events }]];
  }
}

class MemoryServiceLog extends MemoryLog {
  readonly services: { readonly service: string; readonly values: Readonly<Record<string, number>> }[] = [];

  serviceMetrics(_nowMs: number, service: string, values: Readonly<Record<string, number>>): void {
    this.services.push({ service, values });
  }
}

/** Two services, one by its floor and one by its tasks, whose load asks for seven of each. */
export function rising(): ScalerWorld {
  return new ScalerWorld()
    .add()
    .add(serviceOf({ resourceId: WEB, actuator: 'desired' }))
    .load(700);
}

/** Returns the newest minute that a service's engine took in. */
export function readUntil({ table }: ScalerWorld, id = API): number | undefined {
  const kept = table.states.get(id);
  return kept && JSON.parse(kept.state).engine?.lastMinute;
}
