import type { OpenOrder, ProgramPort, ServiceStat } from '../../../agent/ports';

/** A user's program in memory: what it was told, and what it answers. */
export class MemoryProgram implements ProgramPort {
  readonly calls: string[] = [];
  readonly opened = new Map<string, OpenOrder>();
  /** What it answers to `flush` and `close`. */
  paths: readonly string[] | undefined;
  stat: ServiceStat = { load: 0.5, dirtyBytes: 7, dirtyForMs: 9 };
  /** Called with each call before anything else; throws to make it fail. */
  beforeCall: (call: string) => Promise<void> | void = () => {};

  async open(order: OpenOrder): Promise<void> {
    await this.note(`open ${order.shardId} ${order.epoch} v${order.version}`);
    this.opened.set(order.shardId, order);
  }

  async flush(shardId: string, epoch: number): Promise<readonly string[] | undefined> {
    await this.note(`flush ${shardId} ${epoch}`);
    return this.paths;
  }

  durable(shardId: string, epoch: number, version: number): Promise<void> {
    return this.note(`durable ${shardId} ${epoch} v${version}`);
  }

  async close(shardId: string, epoch: number): Promise<readonly string[] | undefined> {
    await this.note(`close ${shardId} ${epoch}`);
    this.opened.delete(shardId);
    return this.paths;
  }

  extend(validUntilMs: number): Promise<void> {
    return this.note(`extend ${validUntilMs}`);
  }

  async stats(): Promise<Readonly<Record<string, ServiceStat>>> {
    return Object.fromEntries([...this.opened.keys()].map((shardId) => [shardId, this.stat]));
  }

  private async note(call: string): Promise<void> {
    this.calls.push(call);
    await this.beforeCall(call);
  }
}
