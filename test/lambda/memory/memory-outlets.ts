import type { EventPort, LogPort } from '../../../lambda/ports';

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
