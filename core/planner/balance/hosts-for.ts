import type { Board } from './board';
import type { Leaver } from './leaver';

/** Nodes of a zone that are asked to make room: those that lack least. */
const MOST_HOSTS = 6;

/** With several resources: nodes of a zone among which partners are looked for. */
const MOST_ASKED = 200;

/**
 * Returns the nodes of a zone that may make room for a replica: those that lack least; with several resources also some partners, which have
 * room of what the replica's node has too much of, and so may have something to give that uses other resources.
 */
export function hostsFor(board: Board, leaver: Leaver, zone: number): number[] {
  const { state } = board;
  const isOne = state.loads.length === 1;
  const most = isOne ? MOST_HOSTS + board.model.stride : MOST_ASKED;
  const resource = state.tightest[leaver.node] as number;
  const hosts: number[] = [];
  let asked = 0;
  for (const node of state.index.nodesBelow(zone, board.weightOf(leaver.replica), most)) {
    if (hosts.length === (isOne ? MOST_HOSTS : 2 * MOST_HOSTS)) {
      break;
    }
    if (node === leaver.node || state.holdsSibling(leaver.replica, node)) {
      continue;
    }
    asked += 1;
    if (asked <= MOST_HOSTS || state.roomIn(resource, node) >= leaver.load) {
      hosts.push(node);
    }
  }
  return hosts;
}
