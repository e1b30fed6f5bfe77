import { type FleetModel, NOWHERE } from './fleet-model';

/** What the budgets leave after moves in flight. A move is counted at both of its nodes, and once in each of their zones. */
export class MoveBudget {
  private readonly byNode = new Map<number, number>();
  private readonly byZone = new Map<number, number>();
  private inFleet = 0;

  constructor(private readonly model: FleetModel) {
    for (const { from, to } of model.flights) {
      this.spend(from, to);
    }
  }

  /** Whether one more move stays within every budget. A move from `NOWHERE` or a node that is down costs its target alone. */
  allows(from: number, to: number): boolean {
    const { budgets } = this.model.policy;
    if (budgets === undefined) {
      return true;
    }
    const isBelow = (counts: ReadonlyMap<number, number>, keys: readonly number[], most: number) =>
      keys.every((key) => (counts.get(key) ?? 0) < most);
    const nodes = this.nodesOf(from, to);
    const zones = this.zonesOf(nodes);
    return (
      this.inFleet < budgets.perFleet &&
      isBelow(this.byNode, nodes, budgets.perNode) &&
      isBelow(this.byZone, zones, budgets.perZone)
    );
  }

  spend(from: number, to: number): void {
    if (this.model.policy.budgets === undefined) {
      return;
    }
    const nodes = this.nodesOf(from, to);
    this.inFleet += 1;
    for (const node of nodes) {
      this.byNode.set(node, (this.byNode.get(node) ?? 0) + 1);
    }
    for (const zone of this.zonesOf(nodes)) {
      this.byZone.set(zone, (this.byZone.get(zone) ?? 0) + 1);
    }
  }

  private nodesOf(from: number, to: number): readonly number[] {
    return from === NOWHERE || this.model.nodes.isDown[from] === 1 ? [to] : [from, to];
  }

  private zonesOf(nodes: readonly number[]): readonly number[] {
    return [...new Set(nodes.map((node) => this.model.nodes.zones[node] as number))];
  }
}
