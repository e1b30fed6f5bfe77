import { type FleetNode, tellsShards } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import { OperateError } from '../operate-error';
import { serversOf } from '../rebuild/decide-row';
import type { OpenFleet } from '../report';
import { readFleet } from '../status/fleet-view';

/**
 * Returns the shard's row, if there is one, once it is sure that no node serves the shard: its owner would not see that
 * the home was changed under it, and its next flush would fail or replace it. Where no row tells who owns the shard, this
 * takes a lease, in which every live node says what it serves.
 * @throws OperateError that names the node.
 */
export async function refuseServed(fleet: OpenFleet, shardId: string): Promise<Shard | undefined> {
  const { address, ports } = fleet;
  const row = await ports.rows.read(shardId);
  refuseOwned(shardId, row);
  if (row !== undefined) {
    refuseServer(shardId, (await readFleet(address, ports)).nodes);
    return row;
  }
  const nodes = await hearFromNodes(fleet, shardId);
  refuseServer(shardId, nodes);
  refuseUnheard(shardId, nodes);
  const after = await ports.rows.read(shardId);
  refuseOwned(shardId, after);
  return after;
}

function refuseOwned(shardId: string, row: Shard | undefined): void {
  if (row?.owner) {
    throw new OperateError(
      `${shardId} is owned by ${row.owner}, which would go on serving what it has. Let every shard go first: ` +
        'fleet park --wait; then restore, then fleet resume',
    );
  }
  if (row?.move) {
    throw new OperateError(`${shardId} is being placed (${row.move.state}) right now; first: fleet park --wait`);
  }
}

/** A node without a row cannot have opened the shard since the first look, so what it says after that is the truth. */
async function hearFromNodes({ address, ports, progress }: OpenFleet, shardId: string): Promise<readonly FleetNode[]> {
  const first = await readFleet(address, ports);
  if (first.nodes.every((node) => node.state === 'down')) {
    return first.nodes;
  }
  const { leaseSeconds } = address.policy;
  progress(`no row tells who owns ${shardId}; waiting ${leaseSeconds} s to hear from every live node`);
  await ports.pause(leaseSeconds * 1000);
  return (await readFleet(address, ports, first.observations)).nodes;
}

/** A row that was made anew names no owner yet: what nodes say tells more. */
function refuseServer(shardId: string, nodes: readonly FleetNode[]): void {
  const server = serversOf(nodes).get(shardId);
  if (server !== undefined) {
    throw new OperateError(
      `${server.id} is alive and says that it serves ${shardId}, though the table does not name it as the owner. ` +
        'First: fleet rebuild --yes --resume, then fleet park --wait. Is the manifest damaged, so that no row is made? ' +
        'Then stop the agent on that node instead',
    );
  }
}

function refuseUnheard(shardId: string, nodes: readonly FleetNode[]): void {
  const unheard = nodes.find((node) => isStarting(node) || (node.state !== 'down' && !tellsShards(node.heartbeat)));
  if (unheard !== undefined) {
    throw new OperateError(
      `${shardId} has no row in the table, and ${unheard.id} has not said what it serves; try again once it is active`,
    );
  }
}

function isStarting({ instance, heartbeat }: FleetNode): boolean {
  return instance !== undefined && heartbeat === undefined;
}
