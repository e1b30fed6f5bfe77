import type { HomeEpoch, HomeEpochPort } from '../../../lambda/ports';

/** The epochs of homes in memory. */
export class MemoryHomeEpochs implements HomeEpochPort {
  readonly epochs = new Map<string, HomeEpoch>();
  /** How many homes each call asked for. */
  readonly asked: number[] = [];

  async epochsOf(shardIds: readonly string[]): Promise<ReadonlyMap<string, HomeEpoch>> {
    this.asked.push(shardIds.length);
    return new Map([...this.epochs].filter(([id]) => shardIds.includes(id)));
  }
}
