import type { Shard } from '../../core/fleet/shard';
import type { MoveReason, MoveState } from '../../core/move/move';
import { columns } from '../../output/columns';
import { counted, renderSpan } from '../../output/units';
import type { OperatePorts } from '../ports';
import type { OpenFleet, Report } from '../report';
import { type ControllerDecision, readDecisions } from '../status/fleet-view';
import { renderDecision } from '../status/render-status';

/** A move in flight. */
export interface MoveStatus {
  readonly shard: string;
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly state: MoveState;
  readonly reason: MoveReason;
  /** Whose turn it is; `null`: the controller's. */
  readonly actor: string | null;
  readonly startedAt: string;
  /** By this machine's clock, against the controller's at the start. */
  readonly ageMs: number;
}

const TITLES = ['SHARD', 'FROM', 'TO', 'STATE', 'WAITS FOR', 'AGE', 'REASON', 'MOVE'];

/** Reports the moves in flight, oldest first. */
export async function reportMoves({ ports }: Pick<OpenFleet, 'ports'>): Promise<Report> {
  const moves = movesOf(await ports.table.readShards(), ports.clock());
  const value = { moves, ageIs: AGE_IS };
  if (moves.length === 0) {
    return { value, lines: ['no move is in flight'], ok: true };
  }
  const lines = [...columns(TITLES, moves.map(toRow)), '', `${counted(moves.length, 'move')} in flight; ${AGE_IS}`];
  return { value, lines, ok: true };
}

const AGE_IS = "age is this machine's clock against the controller's, so it is off by what they differ";

/** Reports the last decisions about moves and dead nodes, newest first. */
export async function reportMoveHistory({ ports }: Pick<OpenFleet, 'ports'>, count: number): Promise<Report> {
  const decisions = await readMoveDecisions(ports, count);
  const lines = decisions.length > 0 ? decisions.map(renderDecision) : ['nothing was decided about moves so far'];
  return { value: { decisions }, lines, ok: true };
}

async function readMoveDecisions(ports: OperatePorts, count: number): Promise<readonly ControllerDecision[]> {
  const decisions = await readDecisions(ports, count);
  return decisions.filter((decision) => decision.controller === 'rebalancer');
}

function movesOf(shards: readonly Shard[], nowMs: number): readonly MoveStatus[] {
  return shards
    .flatMap(({ id: shard, move }) => (move ? [{ shard, move }] : []))
    .sort((left, right) => left.move.startedAtMs - right.move.startedAtMs)
    .map(({ shard, move }) => ({
      shard,
      id: move.id,
      from: move.from,
      to: move.to,
      state: move.state,
      reason: move.reason,
      actor: move.actor,
      startedAt: new Date(move.startedAtMs).toISOString(),
      ageMs: nowMs - move.startedAtMs,
    }));
}

function toRow(move: MoveStatus): readonly string[] {
  const { shard, from, to, state, actor, ageMs, reason, id } = move;
  return [shard, from ?? '-', to ?? '-', state, actor ?? 'the controller', renderSpan(ageMs), reason, id];
}
