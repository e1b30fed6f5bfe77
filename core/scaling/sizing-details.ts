import type { DecisionRecord } from '../decision';
import type { ScalingBasis } from './scaling-basis';

/**
 * Returns the numbers that a decision about the number of nodes rests on, for its record: bounds, present demand, and what the
 * forecast expects, orders and keeps; in nodes, demands in nodes at their thresholds. They go into the log and the events, since
 * a fleet's 20 series of metrics are taken. Pure, O(1).
 */
export function sizingDetails({ bounds, pressure, forecast }: ScalingBasis): DecisionRecord['details'] {
  const need = forecast?.need;
  return {
    floorNodes: bounds.floor,
    ceilingNodes: bounds.ceiling,
    ...(pressure.highest ? { demandNodes: rounded(pressure.highest.demandNodes) } : {}),
    ...(need
      ? {
          forecastNodes: rounded(need.expected),
          forecastSpreadNodes: rounded(need.spread),
          orderNodes: need.order,
          keepNodes: need.keep,
          forecastBasis: need.basis,
        }
      : {}),
  };
}

function rounded(nodes: number): number {
  return Math.round(nodes * 100) / 100;
}
