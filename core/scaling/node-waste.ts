/** Node-minutes that were too many since nodes were last added; part of the scaler's memory, safe to lose. */
export interface NodeWaste {
  /** The minute that was counted last, in whole minutes since the epoch. */
  readonly minute: number;
  /** Nodes that served or were to serve then. */
  readonly serving: number;
  readonly nodeMinutes: number;
}

/** What one minute adds. */
export interface WasteSeen {
  readonly minute: number;
  readonly serving: number;
  /** How many nodes would have sufficed with a margin; absent when nobody knows. */
  readonly sufficing: number | undefined;
}

/**
 * Returns the waste after one more look. It counts a minute once, however often it is looked at, and a gap as one minute. It starts
 * anew when nodes were added, whoever added them, or when none is too many. Of nodes that left, each takes its share along: nodes
 * leave one by one, and those that are still too many have wasted what they have. Pure, O(1).
 */
export function observeWaste(waste: NodeWaste | undefined, { minute, serving, sufficing }: WasteSeen): NodeWaste {
  if (waste === undefined || serving > waste.serving || minute < waste.minute) {
    return { minute, serving, nodeMinutes: 0 };
  }
  if (sufficing === undefined) {
    return serving === waste.serving ? waste : { minute, serving, nodeMinutes: 0 };
  }
  const surplus = Math.max(0, serving - sufficing);
  const surplusBefore = waste.serving - sufficing;
  const kept = surplus === 0 ? 0 : (waste.nodeMinutes * surplus) / surplusBefore;
  return { minute, serving, nodeMinutes: kept + (minute > waste.minute ? surplus : 0) };
}
