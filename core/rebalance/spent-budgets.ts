import type { MoveBudgets } from '../policy/fleet-policy';

/** What moves in flight, and those that a plan has chosen so far, have spent of the budgets. */
export class SpentBudgets {
  private inFleet = 0;
  private readonly atNodes = new Map<string, number>();
  private readonly inZones = new Map<string, number>();

  constructor(
    private readonly budgets: MoveBudgets,
    /** Zone of a node; nodes of which none is known share one. */
    private readonly zoneOf: (nodeId: string) => string | undefined,
  ) {}

  /** Whether one more move between the nodes stays within every budget. */
  canSpend(from: string, to: string): boolean {
    const { perNode, perZone, perFleet } = this.budgets;
    return (
      this.inFleet < perFleet &&
      spentIn(this.atNodes, from) < perNode &&
      spentIn(this.atNodes, to) < perNode &&
      spentIn(this.inZones, this.zoneAt(from)) < perZone &&
      spentIn(this.inZones, this.zoneAt(to)) < perZone
    );
  }

  /** Takes one move from the budgets; a move without a source spends at its target alone. */
  spend(from: string | null, to: string): void {
    this.inFleet += 1;
    spendIn(this.atNodes, to);
    spendIn(this.inZones, this.zoneAt(to));
    if (from === null) {
      return;
    }
    spendIn(this.atNodes, from);
    if (this.zoneAt(from) !== this.zoneAt(to)) {
      spendIn(this.inZones, this.zoneAt(from));
    }
  }

  private zoneAt(nodeId: string): string {
    return this.zoneOf(nodeId) ?? '';
  }
}

function spentIn(spent: ReadonlyMap<string, number>, key: string): number {
  return spent.get(key) ?? 0;
}

function spendIn(spent: Map<string, number>, key: string): void {
  spent.set(key, spentIn(spent, key) + 1);
}
