import { NOWHERE } from '../fleet-model';
import { END } from '../number-lists';
import { bestFit } from './best-fit';
import type { Board } from './board';
import type { Clearing } from './clearing';
import { hostsFor } from './hosts-for';
import type { Leaver } from './leaver';
import type { Step } from './step';

/** Replicas of a host that could make room: those with most load per byte. */
const MOST_EVICTABLE = 24;

/** Offers steps in which a lighter replica makes room: it goes home, comes back in exchange, or goes to a third node; or several do. */
export function offerExchanges(board: Board, step: Step, clearing: Clearing, leaver: Leaver): void {
  for (let zone = 0; zone < board.state.zoneCount; zone += 1) {
    if (board.state.isZoneOpen(leaver.replica, zone)) {
      for (const host of hostsFor(board, leaver, zone)) {
        offerAtHost(board, step, leaver, host);
        clearing.offer(board, leaver, host, step.price);
      }
    }
  }
}

function offerAtHost(board: Board, step: Step, leaver: Leaver, host: number): void {
  const isOneResource = board.state.loads.length === 1;
  const lacking = isOneResource ? board.weightOf(leaver.replica) - board.state.roomOf(host) : 0;
  for (let guest = board.guests.first(host); guest !== END; guest = board.guests.next(guest)) {
    offerEviction(board, step, leaver, host, guest, lacking);
  }
  offerOwns(board, step, leaver, host, lacking);
}

/** Those of the host's own replicas that are there, light enough, and not too dear. */
function offerOwns(board: Board, step: Step, leaver: Leaver, host: number, lacking: number): void {
  const { weights, costs } = board.owns;
  const below = board.state.loads.length === 1 ? board.weightOf(leaver.replica) : Number.POSITIVE_INFINITY;
  const relief = Math.min(leaver.load, leaver.excess);
  const end = Math.min(board.ownStart(host + 1), board.ownStart(host) + MOST_EVICTABLE);
  board.looks += MOST_EVICTABLE;
  for (let position = board.ownStart(host); position < end; position += 1) {
    const weight = weights[position] as number;
    const isUseful = weight >= lacking && weight < below;
    if (isUseful && leaver.cost + (costs[position] as number) < step.price * relief) {
      const replica = board.own(position);
      if (board.state.holderOf(replica) === host) {
        offerEviction(board, step, leaver, host, replica, lacking);
      }
    }
  }
}

/** Offers what may become of a replica that makes room. With one resource it must weigh enough, and less than what comes. */
function offerEviction(board: Board, step: Step, leaver: Leaver, host: number, evicted: number, lacking: number): void {
  const { state } = board;
  const weight = board.weightOf(evicted);
  if (state.loads.length === 1 && (weight < lacking || weight >= board.weightOf(leaver.replica))) {
    return;
  }
  const relief = Math.min(leaver.load, leaver.excess);
  const homewardCost = state.homeOf(evicted) === host ? board.costOf(evicted) : -board.costOf(evicted);
  const isDearer = (leaver.cost + homewardCost) / relief >= step.price;
  if (isDearer || !state.hasRoomBeside(state.shardOf(leaver.replica), host, state.shardOf(evicted))) {
    return;
  }
  if (fitsAtHome(board, leaver, host, evicted)) {
    step.offer((leaver.cost + homewardCost) / relief, leaver.replica, host, evicted, state.homeOf(evicted));
    return;
  }
  offerReturn(board, step, leaver, host, evicted);
  const elsewherePrice = (leaver.cost + board.costToLeave(evicted)) / relief;
  const third = elsewherePrice < step.price ? bestFit(board, evicted, host, leaver.node) : NOWHERE;
  if (third !== NOWHERE) {
    step.offer(elsewherePrice, leaver.replica, host, evicted, third);
  }
}

/** Whether a guest of the host can go home, to another node than the leaver's. */
function fitsAtHome({ state }: Board, leaver: Leaver, host: number, evicted: number): boolean {
  const home = state.homeOf(evicted);
  const isGuest = home !== host && home !== leaver.node && home !== NOWHERE;
  return isGuest && state.hasRoomBeside(state.shardOf(evicted), home, NOWHERE) && state.mayHold(evicted, home);
}

/** Offers that the evicted replica comes to the leaver's node in exchange. */
function offerReturn(board: Board, step: Step, leaver: Leaver, host: number, evicted: number): void {
  const { state } = board;
  const { node, replica } = leaver;
  const netRelief = Math.min(leaver.load - board.reliefOf(evicted, node), leaver.excess);
  const hasDisk = state.hasDiskBeside(state.shardOf(evicted), node, state.shardOf(replica));
  if (netRelief > 0 && hasDisk && state.mayHold(evicted, node)) {
    const cost = state.homeOf(evicted) === node ? -board.costOf(evicted) : board.costToLeave(evicted);
    step.offer((leaver.cost + cost) / netRelief, replica, host, evicted, node);
  }
}
