import { OccupiedServiceError } from '../errors';
import type { HomePort, ProgramPort } from '../ports';
import { WorkPool } from '../work-pool';

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

/** Strangers that are closed at once: the program is asked for all its shards before each, and there may be thousands. */
const AT_ONCE = 8;

/**
 * Shards that the program has open, but not for this agent: an earlier one opened them, or a call came late. They are
 * closed, because every lease of the node would be theirs too.
 */
export class Strangers {
  private named: readonly string[] = [];
  private readonly closing = new WorkPool(AT_ONCE);

  constructor(private readonly parts: StrangersParts) {}

  /** Those that the program named last. */
  get shardIds(): readonly string[] {
    return this.named;
  }

  /** Takes note of the shards that the program names, and begins to close those that it should not have. */
  expect(shardIds: readonly string[]): void {
    const { isKnown, inTurn, onFault } = this.parts;
    this.named = shardIds.filter((shardId) => !isKnown(shardId));
    for (const shardId of this.named) {
      const close = () => inTurn(shardId, () => this.close(shardId));
      void this.closing.run(shardId, () => close().catch((error: unknown) => onFault(shardId, error)));
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
