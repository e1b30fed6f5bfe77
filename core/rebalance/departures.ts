import type { Shard } from '../fleet/shard';
import type { MoveReason } from '../move/move';
import type { HashRing } from '../placement/hash-ring';
import { chooseTarget, type TargetChoice } from './choose-target';
import type { FleetLoad, NodeLoad } from './fleet-load';
import type { PlanDraft } from './plan-draft';

/** A move whose target is still to be chosen. */
export interface Departure {
  readonly shard: Shard;
  /** `null` when nobody serves the shard. */
  readonly from: string | null;
  readonly why: MoveReason;
  readonly text: string;
  /** Nodes with a copy of the shard, best first. */
  readonly preferred: readonly string[];
}

/** What targets are chosen from, and where the orders go. */
export interface DepartureParts {
  readonly fleet: FleetLoad;
  readonly ring: HashRing;
  readonly draft: PlanDraft;
  /** No target goes above so many times the mean load while another stays below. */
  readonly boundOverMean: number;
  /** By shard, a node to which a move of it ran out of time. */
  readonly avoided: ReadonlyMap<string, string> | undefined;
}

/** Finds targets for shards that must leave where they are. */
export class Departures {
  constructor(private readonly parts: DepartureParts) {}

  /** Orders the move and spends it, or holds the shard back. */
  order(departure: Departure): void {
    const { fleet, draft } = this.parts;
    const { shard, from } = departure;
    if (from !== null && this.isBlocked(from)) {
      draft.hold('no-budget');
      return;
    }
    const choice = this.choose(departure);
    if ('none' in choice) {
      const isAlone = from !== null && fleet.targets.every((node) => node.id === from);
      draft.hold(isAlone && choice.none === 'no-budget' ? 'no-other-node' : choice.none);
      return;
    }
    fleet.unseat(shard, shard.owner);
    fleet.seat(shard, choice.node.id);
    fleet.fetch(shard, choice.node.id);
    fleet.spend(from, choice.node.id);
    draft.order({ ...departure, to: choice.node.id });
  }

  /** Seen at once: in a large fleet thousands of shards may wait for their source, and a search for each takes seconds. */
  private isBlocked(from: string): boolean {
    const { fleet } = this.parts;
    return !fleet.canSpendAt(from) && fleet.targets.some((node) => node.id !== from && !node.refuses);
  }

  /** A node that took too long is only chosen again when there is no other. */
  private choose(departure: Departure): TargetChoice {
    const avoided = this.parts.avoided?.get(departure.shard.id);
    const other = avoided === undefined ? undefined : this.chooseBut(avoided, departure);
    return other && 'node' in other ? other : this.chooseBut(undefined, departure);
  }

  /** A shard that nobody serves does not wait for a budget; one that is served does. */
  private chooseBut(avoided: string | undefined, { shard, from, preferred }: Departure): TargetChoice {
    const { fleet, ring, boundOverMean } = this.parts;
    const isUrgent = from === null;
    const mayUse = ({ id }: NodeLoad) => id !== avoided && (isUrgent || (id !== from && fleet.canSpend(from, id)));
    const loadBound = fleet.meanLoad() * boundOverMean;
    return chooseTarget(shard, ring, fleet, { loadBound, mayUse, preferred, isUrgent });
  }
}
