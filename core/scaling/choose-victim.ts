import { type FleetNode, tellsShards } from '../fleet/node';
import { bytesToMove } from './check-room';

/**
 * Returns the active node to drain: in a zone with most nodes, so that zones stay even; there the one with least
 * bytes to move; of equals the first by id. One whose shards cannot be read is never chosen, for nobody could tell when it is
 * empty. Deterministic, O(nodes + shards).
 */
export function chooseVictim(active: readonly FleetNode[]): FleetNode | undefined {
  const nodesByZone = new Map<string, number>();
  for (const node of active) {
    nodesByZone.set(node.zone, (nodesByZone.get(node.zone) ?? 0) + 1);
  }
  const known = active.filter(({ heartbeat }) => tellsShards(heartbeat));
  const fullest = Math.max(0, ...known.map(({ zone }) => nodesByZone.get(zone) ?? 0));
  const candidates = known
    .filter((node) => nodesByZone.get(node.zone) === fullest)
    .map((node) => ({ node, bytes: bytesToMove(node) }))
    .sort((a, b) => a.bytes - b.bytes || (a.node.id < b.node.id ? -1 : 1));
  return candidates[0]?.node;
}
