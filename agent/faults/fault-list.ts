import type { NodeFault } from '../../core/fleet/node';
import { faultCode } from './fault-code';

/** What the agent was doing when it failed. */
export type AgentAction =
  | 'measure'
  | 'stats'
  | 'service'
  | 'renew'
  | 'query'
  | 'move'
  | 'flush'
  | 'follow'
  | 'owner'
  | 'sweep'
  | 'copy'
  | 'metadata'
  | 'watchdog';

interface NotedFault extends NodeFault {
  readonly action: AgentAction;
  readonly atMs: number;
}

/** Faults that a heartbeat carries; each error of a shard counts once, whatever its number. */
const MAX_TOLD = 20;
/** Far more than a node has shards: one that is forgotten while it lasts is logged as new each time that it is met. */
const MAX_KNOWN = 20_000;
/** Longer than any action waits before it is tried again; a fault older than this was mended otherwise. */
const FORGOTTEN_AFTER_MS = 300_000;
/** A heartbeat is one item of the table, so messages are kept short. */
const MAX_MESSAGE_LENGTH = 300;

/** The node's faults of the moment: the latest of each name and shard, until the same action succeeds. */
export class FaultList {
  private readonly faults = new Map<string, NotedFault>();

  /** The clock is monotonic, in milliseconds. */
  constructor(private readonly clock: () => number) {}

  /** Returns whether the fault is one that was not there before. */
  note(action: AgentAction, error: unknown, shardId?: string): boolean {
    if (error instanceof AggregateError) {
      return error.errors.map((part) => this.note(action, part, shardId)).includes(true);
    }
    const code = faultCode(error);
    const message = error instanceof Error ? error.message : String(error);
    const key = keyOf(code, shardId);
    const isNew = !this.faults.delete(key);
    const fault = { action, code, message: message.slice(0, MAX_MESSAGE_LENGTH), atMs: this.clock() };
    this.faults.set(key, shardId === undefined ? fault : { ...fault, shardId });
    this.forgetOldest();
    return isNew;
  }

  /** The action went well: what it complained of is mended. */
  clear(action: AgentAction, shardId?: string): void {
    for (const [key, fault] of this.faults) {
      if (fault.action === action && fault.shardId === shardId) {
        this.faults.delete(key);
      }
    }
  }

  /** At most 20, the latest last. */
  list(): readonly NodeFault[] {
    const oldestMs = this.clock() - FORGOTTEN_AFTER_MS;
    for (const [key, fault] of this.faults) {
      if (fault.atMs < oldestMs) {
        this.faults.delete(key);
      }
    }
    return [...this.faults.values()].slice(-MAX_TOLD).map(({ action: _action, atMs: _atMs, ...fault }) => fault);
  }

  private forgetOldest(): void {
    for (const key of this.faults.keys()) {
      if (this.faults.size <= MAX_KNOWN) {
        return;
      }
      this.faults.delete(key);
    }
  }
}

function keyOf(code: string, shardId: string | undefined): string {
  return `${code} ${shardId ?? ''}`;
}
