import type { FleetNode } from '../../core/fleet/node';
import { bytesToMove, checkRoom } from '../../core/scaling/check-room';
import { counted, renderBytes, renderList } from '../../output/units';
import { OperateError } from '../operate-error';
import type { OpenFleet, Report } from '../report';
import { type FleetView, readFleet } from '../status/fleet-view';

/**
 * Has a node emptied, and keeps it: a node that an operator drains is never ended by the scaler.
 * @throws OperateError when there is no such live node, or its shards find no room elsewhere and `force` is not given.
 */
export async function drainNode({ address, ports }: OpenFleet, nodeId: string, force: boolean): Promise<Report> {
  const view = await readFleet(address, ports);
  const node = findNode(view, nodeId);
  const cause = refuseEnding(view, node);
  if (node.drainCause === 'operator') {
    return report(view, nodeId, `${nodeId} is being drained already`);
  }
  if (!force) {
    refuseLast(view, node);
    refuseWithoutRoom(view, node);
  }
  const word = { nodeId, duty: 'draining', cause: 'operator', sinceMs: ports.clock() } as const;
  if (!(await ports.duties.change(nodeId, cause, word))) {
    throw new OperateError(`a controller decided about ${nodeId} at this moment; look at fleet status and try again`);
  }
  const after = await readFleet(address, ports);
  if (after.records.controls.get(nodeId)?.cause !== 'operator') {
    throw new OperateError(`${nodeId} was told to drain, but something told it otherwise since; look at fleet status`);
  }
  return report(after, nodeId, `${nodeId} drains (${renderBytes(bytesToMove(node))} to move)`);
}

/** Takes a drain back, an operator's or the scaler's. @throws OperateError when it is not ours to take back. */
export async function undrainNode({ address, ports }: OpenFleet, nodeId: string): Promise<Report> {
  const view = await readFleet(address, ports);
  const cause = refuseEnding(view, findNode(view, nodeId));
  if (cause === undefined) {
    return report(view, nodeId, `${nodeId} is not being drained`);
  }
  if (cause !== 'operator' && cause !== 'scale-in') {
    throw new OperateError(
      `${nodeId} drains because of "${cause}"; end that first: fleet resume, or fleet roll --cancel`,
    );
  }
  if (!(await ports.duties.change(nodeId, cause, undefined))) {
    throw new OperateError(`a controller decided about ${nodeId} at this moment; look at fleet status and try again`);
  }
  return report(await readFleet(address, ports), nodeId, `${nodeId} takes shards again`);
}

function findNode(view: FleetView, nodeId: string): FleetNode {
  const node = view.nodes.find((candidate) => candidate.id === nodeId);
  if (node === undefined) {
    const known = renderList(view.nodes.map((candidate) => candidate.id)) || 'none';
    throw new OperateError(`the fleet has no node ${nodeId}; its nodes: ${known}`);
  }
  return node;
}

/** Returns the cause of the present word about the node. */
function refuseEnding(view: FleetView, node: FleetNode) {
  if (node.state === 'down') {
    throw new OperateError(
      `${node.id} was declared dead: its shards are taken over from their homes, nothing to drain. ` +
        `To have its machine replaced: fleet roll --node ${node.id}`,
    );
  }
  const cause = view.records.controls.get(node.id)?.cause;
  const isEnding = node.instance === undefined || node.instance.lifecycleState.startsWith('Terminating');
  if (isEnding || cause === 'terminating') {
    const state = node.instance?.lifecycleState ?? 'no longer in the group';
    throw new OperateError(`${node.id} is being ended (${state}) and drains by itself; watch it with fleet status`);
  }
  return cause;
}

/** Nothing else takes shards, so the node would go on serving them, drained in name alone. */
function refuseLast({ nodes, shards }: FleetView, { id }: FleetNode): void {
  const others = nodes.filter((other) => other.state === 'active' && other.id !== id);
  const owned = shards.filter((shard) => shard.owner === id).length;
  if (others.length === 0 && owned > 0) {
    throw new OperateError(
      `${id} is the only node that takes shards, so its ${counted(owned, 'shard')} could go nowhere. Let others take ` +
        'shards first (fleet undrain, or raise minNodes and deploy), or give --force to drain it once others come',
    );
  }
}

function refuseWithoutRoom({ nodes, shards, fleet }: FleetView, node: FleetNode): void {
  const room = checkRoom({ nodes, leaving: [node.id], shards, policy: fleet.policy });
  if (!room.fits) {
    throw new OperateError(
      `without ${node.id} ${room.text}. Add nodes first (raise minNodes and deploy), or give --force to move what fits`,
    );
  }
}

function report(view: FleetView, nodeId: string, text: string): Report {
  const owned = view.shards.filter((shard) => shard.owner === nodeId).length;
  const control = view.records.controls.get(nodeId);
  const value = { node: nodeId, duty: control?.duty ?? 'active', cause: control?.cause ?? null, owned };
  const next =
    control && owned > 0
      ? [`it still owns ${counted(owned, 'shard')}; watch: fleet moves`]
      : [`it owns ${counted(owned, 'shard')}`];
  return { value, lines: [text, ...next], ok: true };
}
