import type { Shard } from '../../core/fleet/shard';
import type { AgentHappening } from '../agent-parts';
import { PollPace } from '../poll-pace';
import type { NodeTablePort } from '../ports';
import { WorkPool } from '../work-pool';
import type { NodeWorker } from '../worker/node-worker';
import { type Attempts, type BegunWork, begun } from './attempts';
import { Backoff } from './backoff';

/** The world of the moves. */
export interface MoveDutyParts {
  readonly nodeId: string;
  readonly table: NodeTablePort;
  readonly worker: NodeWorker;
  readonly attempts: Attempts;
  readonly clock: () => number;
  readonly tell: (happening: AgentHappening) => void;
}

/** Shards of which a step is done at once. */
const AT_ONCE = 16;
/** Waits before a step that failed is tried again: nobody may be accepting writes, but a transfer costs money. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;

/** Does the node's steps of moves. */
export class MoveDuty {
  private readonly pace = new PollPace();
  private readonly pool = new WorkPool(AT_ONCE);
  private readonly backoff: Backoff;
  /** When a shard that is to be taken over was first seen released. */
  private readonly releasedMs = new Map<string, number>();
  /** Whether a move waited for the node when it last asked. */
  hasWork = false;

  constructor(private readonly parts: MoveDutyParts) {
    this.backoff = new Backoff(parts.clock, FIRST_RETRY_MS, LONGEST_RETRY_MS);
  }

  /** Asks for work and begins it: one shard that hangs holds up no other. */
  async begin(): Promise<BegunWork> {
    const { nodeId, table, attempts, clock } = this.parts;
    let work: readonly Shard[] = [];
    await attempts.attempt('query', undefined, async () => {
      work = await table.workOf(nodeId);
    });
    this.hasWork = work.length > 0;
    this.pace.note(work, clock());
    this.noteReleased(work);
    this.backoff.keepOnly(work.map(stepOf));
    const ready = work.filter((row) => this.backoff.isReady(stepOf(row)));
    const attempt = (row: Shard) => this.pool.run(row.id, () => this.attempt(row), this.backoff.hasFailed(stepOf(row)));
    return begun(ready.map(attempt));
  }

  /** Milliseconds until the next poll: short while moves make progress. */
  pauseMs(): number {
    return this.pace.pauseMs(this.parts.clock());
  }

  get underWay(): number {
    return this.pool.size;
  }

  /** Takes note that a shard was opened; if its last owner had released it, this ends the pause of its writes. */
  opened(shardId: string): void {
    const releasedMs = this.releasedMs.get(shardId);
    if (releasedMs !== undefined) {
      this.releasedMs.delete(shardId);
      this.parts.tell({ kind: 'taken-over', shardId, tookMs: this.parts.clock() - releasedMs });
    }
  }

  private async attempt(row: Shard): Promise<void> {
    const outcome = await this.parts.attempts.attempt('move', row.id, () => this.step(row));
    if (outcome !== 'under-way') {
      this.backoff.note(stepOf(row), outcome === 'done');
    }
  }

  /** False while the step waits, e.g. for a transfer: only its end shows whether the last failure is mended. */
  private async step(row: Shard): Promise<boolean> {
    const { worker, clock, tell } = this.parts;
    const startedMs = clock();
    const isDone = await worker.step(row);
    tell({ kind: 'moved', shardId: row.id, state: row.move?.state ?? '', tookMs: clock() - startedMs });
    return isDone;
  }

  private noteReleased(work: readonly Shard[]): void {
    const listed = new Set(work.map(({ id }) => id));
    for (const shardId of this.releasedMs.keys()) {
      if (!listed.has(shardId) && !this.pool.has(shardId)) {
        this.releasedMs.delete(shardId);
      }
    }
    for (const { id, move } of work) {
      if (move?.state === 'released' && !this.releasedMs.has(id)) {
        this.releasedMs.set(id, this.parts.clock());
      }
    }
  }
}

/** A move that stands elsewhere is another step, and not held up by failures of the last one. */
function stepOf({ id, move }: Shard): string {
  return `${id} ${move?.id} ${move?.state}`;
}
