import { NOWHERE } from '../fleet-model';
import { END } from '../room-index';
import { bestFit } from './best-fit';
import type { Board } from './board';
import type { Step } from './step';

/** Nodes of a zone that are asked to make room: those that lack least. */
const MOST_HOSTS = 6;

/** Replicas of such a node that could make room: those with most load per byte. */
const MOST_EVICTABLE = 24;

/** A replica that should leave a node and fits nowhere. */
export interface Leaver {
  readonly replica: number;
  readonly node: number;
  /** That it leaves. */
  readonly cost: number;
  readonly load: number;
  /** Too much load on the node. */
  readonly excess: number;
}

/** Offers steps in which a lighter replica makes room: it goes home, comes back in exchange, or goes to a third node. */
export function offerExchanges(board: Board, step: Step, leaver: Leaver): void {
  const { state } = board;
  const { index } = state;
  const weight = board.weightOf(leaver.replica);
  for (let zone = 0; zone < state.zoneCount; zone += 1) {
    if (!state.isZoneOpen(leaver.replica, zone)) {
      continue;
    }
    let hosts = 0;
    const lowest = zone * index.bucketsPerZone;
    let bucket = index.previousOccupied(index.bucketOf(zone, weight), lowest);
    for (; bucket >= lowest && hosts < MOST_HOSTS; bucket = index.previousOccupied(bucket - 1, lowest)) {
      for (let host = index.first(bucket); host !== END && hosts < MOST_HOSTS; host = index.next(host)) {
        if (host !== leaver.node && !state.holdsSibling(leaver.replica, host)) {
          hosts += 1;
          offerAtHost(board, step, leaver, host);
        }
      }
    }
  }
}

function offerAtHost(board: Board, step: Step, leaver: Leaver, host: number): void {
  const lacking = board.weightOf(leaver.replica) - board.state.roomOf(host);
  for (let guest = board.firstGuest(host); guest !== END; guest = board.nextGuest(guest)) {
    offerEviction(board, step, leaver, host, guest, lacking);
  }
  const end = Math.min(board.ownStart(host + 1), board.ownStart(host) + MOST_EVICTABLE);
  for (let position = board.ownStart(host); position < end; position += 1) {
    const replica = board.own(position);
    if (board.state.holderOf(replica) === host) {
      offerEviction(board, step, leaver, host, replica, lacking);
    }
  }
}

function offerEviction(board: Board, step: Step, leaver: Leaver, host: number, evicted: number, lacking: number): void {
  const { state } = board;
  const weight = board.weightOf(evicted);
  const relief = Math.min(leaver.load, leaver.excess);
  if (weight < lacking || weight >= board.weightOf(leaver.replica)) {
    return;
  }
  const home = state.homeOf(evicted);
  const shard = state.shardOf(evicted);
  const isGuest = home !== host;
  const price = (leaver.cost + (isGuest ? -board.costOf(evicted) : board.costOf(evicted))) / relief;
  if (price >= step.price || !state.hasRoomBeside(state.shardOf(leaver.replica), host, shard)) {
    return;
  }
  const { replica, node } = leaver;
  if (isGuest && home !== node && home !== NOWHERE && state.hasRoomBeside(shard, home, NOWHERE)) {
    if (state.mayHold(evicted, home)) {
      step.offer(price, replica, host, evicted, home);
      return;
    }
  }
  if (state.mayHold(evicted, node)) {
    const netRelief = Math.min(leaver.load - weight, leaver.excess);
    const cost = home === node ? -board.costOf(evicted) : board.costToLeave(evicted);
    step.offer((leaver.cost + cost) / netRelief, replica, host, evicted, node);
  }
  const elsewherePrice = (leaver.cost + board.costToLeave(evicted)) / relief;
  const third = elsewherePrice < step.price ? bestFit(board, evicted, host, node) : NOWHERE;
  if (third !== NOWHERE) {
    step.offer(elsewherePrice, replica, host, evicted, third);
  }
}
