import type { Shard } from '../../core/fleet/shard';
import type { MoveReason, MoveState } from '../../core/move/move';
import { columns } from '../../output/columns';
import { counted, renderSpan } from '../../output/units';
import type { FleetAddress } from '../fleet/deployed-fleets';
import type { OpenFleet, Report } from '../report';
import { checkShardId } from '../shard/check-shard-id';
import { renderDecision } from '../status/render-status';

type LookedAt = Pick<OpenFleet, 'address' | 'ports'>;

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

/** Reports the moves in flight, oldest first; those of one shard if it is named. @throws OperateError when there is no such shard. */
export async function reportMoves({ address, ports }: LookedAt, shardId?: string): Promise<Report> {
  checkNamed(address, shardId);
  const shards = await ports.table.readShards();
  const moves = movesOf(
    shards.filter(({ id }) => shardId === undefined || id === shardId),
    ports.clock(),
  );
  const value = { moves, ageIs: AGE_IS };
  if (moves.length === 0) {
    return { value, lines: ['no move is in flight'], ok: true };
  }
  const lines = [...columns(TITLES, moves.map(toRow)), '', `${counted(moves.length, 'move')} in flight; ${AGE_IS}`];
  return { value, lines, ok: true };
}

const AGE_IS = "age is this machine's clock against the controller's, so it is off by what they differ";

/**
 * Reports the last decisions about moves and dead nodes, newest first; those about one shard if it is named.
 * @throws OperateError when there is no such shard.
 */
export async function reportMoveHistory(
  { address, ports }: LookedAt,
  count: number,
  shardId?: string,
): Promise<Report> {
  checkNamed(address, shardId);
  const kept = await ports.history.latest('rebalancer', count, shardId);
  const decisions = kept.map((decision) => ({ ...decision, controller: 'rebalancer' as const }));
  const lines = decisions.length > 0 ? decisions.map(renderDecision) : ['nothing was decided about moves so far'];
  return { value: { decisions }, lines, ok: true };
}

function checkNamed(address: FleetAddress, shardId: string | undefined): void {
  if (shardId !== undefined) {
    checkShardId(address, shardId);
  }
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
