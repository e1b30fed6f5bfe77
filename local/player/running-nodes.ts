import type { WriteRecord } from '../laws/write-record';
import type { HostState } from '../node-host/messages';
import type { HostedNode, NodeTime } from './hosted-node';

/** A node whose agent runs, with what it said last. */
export interface RunningNode {
  readonly id: string;
  readonly node: HostedNode;
  readonly state: HostState;
  /** When it last was asked for a heartbeat. */
  readonly renewedMs: number;
}

/** The nodes whose agents run; what they say of writes goes into the record. */
export class RunningNodes {
  private readonly nodes = new Map<string, RunningNode>();

  constructor(private readonly record: WriteRecord) {}

  ids(): readonly string[] {
    return [...this.nodes.keys()];
  }

  all(): readonly RunningNode[] {
    return [...this.nodes.values()];
  }

  get(id: string): RunningNode | undefined {
    return this.nodes.get(id);
  }

  /** Starts the agent of a node. */
  async start(node: HostedNode, time: NodeTime): Promise<void> {
    const id = node.instance.instanceId;
    const state = await node.start(time);
    this.nodes.set(id, { id, node, state, renewedMs: time.nowMs });
    this.record.append({ kind: 'ready', atMs: time.nowMs, nodeId: id });
    this.take(id, state);
  }

  /** Takes a node out; `undefined` when it did not run. */
  remove(id: string): RunningNode | undefined {
    const running = this.nodes.get(id);
    this.nodes.delete(id);
    return running;
  }

  /** Has those nodes renew their leases that last did so `leastMs` or longer ago. */
  async renew(time: NodeTime, leastMs: number): Promise<void> {
    const due = this.all().filter(({ renewedMs }) => time.nowMs - renewedMs >= leastMs);
    for (const running of due) {
      this.nodes.set(running.id, { ...running, renewedMs: time.nowMs });
    }
    const ids = due.map(({ id }) => id);
    await this.each(ids, (node) => node.heartbeat(time));
  }

  /** Asks the named nodes at once; one that ended meanwhile is passed over. */
  async each(ids: readonly string[], ask: (node: HostedNode) => Promise<HostState>): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const running = this.nodes.get(id);
        if (running) {
          this.take(id, await ask(running.node));
        }
      }),
    );
  }

  private take(id: string, state: HostState): void {
    const running = this.nodes.get(id);
    if (running) {
      this.nodes.set(id, { ...running, state });
    }
    for (const event of state.said) {
      this.record.append(event);
    }
  }
}
