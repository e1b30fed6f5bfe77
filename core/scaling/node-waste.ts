/** Node-minutes that were too many since nodes were last added; part of the scaler's memory, safe to lose. */
export interface NodeWaste {
  /** The minute that was counted last, in whole minutes since the epoch. */
  readonly minute: number;
  /** Nodes that served or were to serve then. */
  readonly serving: number;
  readonly nodeMinutes: number;
  /** Absent when nobody saw nodes being added. */
  readonly growth?: NodeGrowth;
}

/** When nodes were last added, and for what. */
export interface NodeGrowth {
  readonly minute: number;
  /** What was demanded then, in nodes. */
  readonly demandNodes: number;
}

/** What one minute adds. */
export interface WasteSeen {
  readonly minute: number;
  readonly serving: number;
  /** How many nodes would have sufficed with a margin; absent when nobody knows. */
  readonly sufficing: number | undefined;
  /** What is demanded now, in nodes; 0 when nobody knows. */
  readonly demandNodes: number;
}

/**
 * Returns the waste after one more look. It counts a minute once, however often it is looked at, and a gap as one minute. It starts
 * anew when nodes were added, whoever added them, or when none is too many. Of nodes that left, each takes its share along: nodes
 * leave one by one, and those that are still too many have wasted what they have. Pure, O(1).
 */
export function observeWaste(waste: NodeWaste | undefined, seen: WasteSeen): NodeWaste {
  const { minute, serving, sufficing, demandNodes } = seen;
  if (waste === undefined) {
    return { minute, serving, nodeMinutes: 0 };
  }
  if (serving > waste.serving || minute < waste.minute) {
    return { minute, serving, nodeMinutes: 0, growth: { minute, demandNodes } };
  }
  if (sufficing === undefined) {
    return serving === waste.serving ? waste : { ...waste, minute, serving, nodeMinutes: 0 };
  }
  const surplus = Math.max(0, serving - sufficing);
  const surplusBefore = waste.serving - sufficing;
  const kept = surplus === 0 ? 0 : (waste.nodeMinutes * surplus) / surplusBefore;
  return { ...waste, minute, serving, nodeMinutes: kept + (minute > waste.minute ? surplus : 0) };
}

/** Demand that fell by more than this since nodes were added explains that they go again. */
const DEMAND_FALL_FRACTION = 0.1;

/** Whether nodes were added that recently for a demand that has not fallen since. Pure, O(1). */
export function grewForSuchDemand(
  { growth }: NodeWaste,
  { minute, demandNodes }: Pick<WasteSeen, 'minute' | 'demandNodes'>,
  withinMinutes: number,
): boolean {
  if (growth === undefined || minute - growth.minute > withinMinutes) {
    return false;
  }
  return demandNodes >= growth.demandNodes * (1 - DEMAND_FALL_FRACTION);
}
