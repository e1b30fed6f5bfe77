import { OccupiedServiceError } from '../errors';
import type { HomePort, ProgramPort } from '../ports';

/** The world of the strangers. */
export interface StrangersParts {
  readonly homes: HomePort;
  readonly program: ProgramPort;
  /** Whether this agent has the shard open, or follows it. */
  readonly isKnown: (shardId: string) => boolean;
  /** Runs work in turn with everything else that concerns the shard. */
  readonly inTurn: (shardId: string, work: () => Promise<void>) => Promise<void>;
  readonly onFault: (shardId: string, error: unknown) => void;
}

/**
 * Shards that the program has open, but not for this agent: an earlier one opened them, or a call came late. They are
 * closed, because every lease of the node would be theirs too.
 */
export class Strangers {
  private named: readonly string[] = [];
  private readonly closing = new Set<string>();

  constructor(private readonly parts: StrangersParts) {}

  /** Those that the program named last. */
  get shardIds(): readonly string[] {
    return this.named;
  }

  /** Takes note of the shards that the program names, and begins to close those that it should not have. */
  expect(shardIds: readonly string[]): void {
    this.named = shardIds.filter((shardId) => !this.parts.isKnown(shardId));
    for (const shardId of this.named.filter((id) => !this.closing.has(id))) {
      this.closing.add(shardId);
      this.parts
        .inTurn(shardId, () => this.close(shardId))
        .catch((error: unknown) => this.parts.onFault(shardId, error))
        .finally(() => this.closing.delete(shardId));
    }
  }

  /** In the shard's turn nothing is under way, so it is a stranger only if the program names it once more. */
  private async close(shardId: string): Promise<void> {
    const { homes, program, isKnown, onFault } = this.parts;
    if (isKnown(shardId) || !Object.hasOwn(await program.stats(), shardId)) {
      return;
    }
    // Nothing is open in a later epoch than that of the home's seal.
    const home = await homes.read(shardId);
    await program.close(shardId, home?.manifest.epoch ?? 0);
    onFault(
      shardId,
      new OccupiedServiceError(`the service had ${shardId} open, but not for this agent; it was closed`),
    );
  }
}
