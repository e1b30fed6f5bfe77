import type { FleetModel } from '../../core/planner/fleet-model';
import { type HeldMoves, MOVE_REASONS } from '../../core/planner/move-plan';
import { columns } from '../../output/columns';
import { counted, renderBytes } from '../../output/units';
import type { FleetPlan, StrategyMove } from '../strategy/fleet-plan';
import { extremeLines, sizeLine, zoneLines } from './fleet-lines';
import { fleetLevels } from './node-levels';
import { ratio } from './number-text';

/** Moves that are shown unless all are wanted. */
export const MOVES_SHOWN = 30;

const HELD_WORDS: Readonly<Record<HeldMoves['reason'], string>> = {
  budget: 'the budgets of moves in flight are spent',
  'room-not-free-yet': 'their targets have no room before other moves are done',
};

/** What is shown beside the plan, and how much of it. */
export interface ShownPlan {
  readonly remarks: readonly string[];
  readonly mostMoves: number;
}

/** Returns a plan for people: balance, zones, nodes at either end, bytes, reasons, what is missed and what waits, then moves. */
export function renderPlan(model: FleetModel, plan: FleetPlan, shown: ShownPlan): readonly string[] {
  const levels = fleetLevels(model, plan.moves);
  const parts = [
    shown.remarks,
    [sizeLine(model)],
    balanceLines(plan),
    zoneLines(model, levels),
    extremeLines(model, levels),
    comparisonLines(plan),
    reasonLines(plan),
    unmetLines(plan),
    heldLines(plan),
    moveLines(plan.moves, shown.mostMoves),
  ];
  const filled = parts.filter((lines) => lines.length > 0);
  return filled.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function balanceLines({ before, after }: FleetPlan): readonly string[] {
  return columns(['', 'before', 'after'], [['max ÷ mean load', ratio(before.maxOverMean), ratio(after.maxOverMean)]]);
}

function comparisonLines({ comparison = [] }: FleetPlan): readonly string[] {
  const rows = comparison.map(({ strategy, maxOverMean, moves, bytesMoved }) => {
    return [strategy, ratio(maxOverMean), moves, renderBytes(bytesMoved)];
  });
  return rows.length > 0 ? columns(['strategy', 'max ÷ mean', 'moves', 'bytes'], rows) : [];
}

function reasonLines({ moves, bytesMoved, lowerBoundBytes }: FleetPlan): readonly string[] {
  if (moves.length === 0) {
    return ['nothing moves'];
  }
  const rows = [...MOVE_REASONS, 'placement'].flatMap((reason) => {
    const ofReason = moves.filter((move) => move.reason === reason);
    const bytes = ofReason.reduce((sum, move) => sum + move.bytes, 0);
    return ofReason.length > 0 ? [[reason, ofReason.length, renderBytes(bytes)]] : [];
  });
  const bound = renderBytes(lowerBoundBytes);
  const times = lowerBoundBytes > 0 ? `, ${ratio(bytesMoved / lowerBoundBytes)} times the ${bound} that must move` : '';
  return [
    `${counted(moves.length, 'move')} of ${renderBytes(bytesMoved)}${times}`,
    ...columns(['reason', 'moves', 'bytes'], rows),
  ];
}

function unmetLines({ unmet }: FleetPlan): readonly string[] {
  const rows = unmet.map(({ goal, text }) => [goal, text]);
  return rows.length > 0 ? ['not reached', ...columns(['goal', 'why'], rows)] : [];
}

function heldLines({ held }: FleetPlan): readonly string[] {
  return held.map(({ reason, count, bytes }) => {
    return `${counted(count, 'move')} of ${renderBytes(bytes)} ${count === 1 ? 'waits' : 'wait'}: ${HELD_WORDS[reason]}`;
  });
}

function moveLines(moves: readonly StrategyMove[], most: number): readonly string[] {
  if (moves.length === 0) {
    return [];
  }
  const rows = moves.slice(0, most).map(({ shard, from, to, bytes, reason }, index) => {
    return [index + 1, shard, from ?? '-', to, renderBytes(bytes), reason];
  });
  const hidden = moves.length - rows.length;
  const rest = hidden > 0 ? [`and ${counted(hidden, 'more move')}: --all shows them`] : [];
  return [...columns(['', 'shard', 'from', 'to', 'bytes', 'reason'], rows), ...rest];
}
