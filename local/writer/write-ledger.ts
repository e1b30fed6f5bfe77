/** One value that a node accepted. */
export interface AcceptedWrite {
  readonly shardId: string;
  readonly key: string;
  readonly value: Buffer;
  readonly nodeId: string;
  readonly epoch: number;
  /** Whether the node said that it is durable. */
  readonly isDurable: boolean;
}

/** What became of the writes that were tried. */
export interface WriteCounts {
  readonly tried: number;
  readonly accepted: number;
  readonly durable: number;
  readonly bytes: number;
  /** By status or fault, those that no node accepted. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Every write of a run with what the nodes answered: what the bytes are checked against at its end. */
export class WriteLedger {
  private readonly writes: AcceptedWrite[] = [];
  private readonly refusals: Record<string, number> = {};
  private readonly crashed = new Set<string>();

  accept(write: AcceptedWrite): void {
    this.writes.push(write);
  }

  refuse(why: string): void {
    this.refusals[why] = (this.refusals[why] ?? 0) + 1;
  }

  /** Takes note of a node that died: what it had accepted and not flushed may be lost. */
  crash(nodeId: string): void {
    this.crashed.add(nodeId);
  }

  /** Writes that must be found again: the durable ones, and those of nodes that never died. */
  mustHold(): readonly AcceptedWrite[] {
    return this.writes.filter((write) => write.isDurable || !this.crashed.has(write.nodeId));
  }

  counts(): WriteCounts {
    const refused = Object.values(this.refusals).reduce((sum, count) => sum + count, 0);
    return {
      tried: this.writes.length + refused,
      accepted: this.writes.length,
      durable: this.writes.filter((write) => write.isDurable).length,
      bytes: this.writes.reduce((sum, write) => sum + write.value.length, 0),
      refused: this.refusals,
    };
  }
}
