import type { EventPort, FloorPort, LogPort, MetricQuery, ServiceMetricPort } from '../../../lambda/ports';

/** Events in memory. */
export class MemoryEvents implements EventPort {
  readonly sent: { readonly type: string; readonly detail: object }[] = [];

  async send(events: readonly { readonly type: string; readonly detail: object }[]): Promise<void> {
    this.sent.push(...events);
  }
}

/** Log lines and metrics in memory. */
export class MemoryLog implements LogPort {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: object }[] = [];
  readonly emitted: Readonly<Record<string, number>>[] = [];

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    this.lines.push({ level, message, fields });
  }

  metrics(_nowMs: number, values: Readonly<Record<string, number>>): void {
    this.emitted.push(values);
  }

  /** Sum of a metric over all that was emitted. */
  total(name: string): number {
    return this.emitted.reduce((sum, values) => sum + (values[name] ?? 0), 0);
  }
}

/** Service metrics in memory, by the metric's name. */
export class MemoryServiceMetrics implements ServiceMetricPort {
  readonly values = new Map<string, number>();

  async latest(queries: readonly MetricQuery[]): Promise<readonly (number | undefined)[]> {
    return queries.map((query) => this.values.get(query.name));
  }
}

/** Floors in memory. */
export class MemoryFloors implements FloorPort {
  readonly targets = new Map<string, { readonly floor: number; readonly ceiling: number }>();

  async read(resourceIds: readonly string[]) {
    return new Map([...this.targets].filter(([id]) => resourceIds.includes(id)));
  }

  async setFloor(resourceId: string, floor: number): Promise<void> {
    const target = this.targets.get(resourceId);
    if (target === undefined) {
      throw new Error(`${resourceId} is not a scalable target`);
    }
    this.targets.set(resourceId, { ...target, floor });
  }
}
