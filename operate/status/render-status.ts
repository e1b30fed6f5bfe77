import { columns } from '../../output/columns';
import { counted, renderBytes, renderSpan, renderTime } from '../../output/units';
import { renderRoll } from '../roll/roll-progress';
import type { FleetStatus } from './fleet-status';
import type { ControllerDecision } from './fleet-view';
import type { NodeStatus } from './node-status';

const NODE_TITLES = [
  'NODE',
  'STATE',
  'ZONE',
  'GROUP SAYS',
  'OWNS',
  'FOLLOWS',
  'IN',
  'OUT',
  'DISK',
  'UNFLUSHED',
  'NOTES',
];

/** Returns a fleet's status for people. */
export function renderStatus(status: FleetStatus): readonly string[] {
  const { group, shards, switches } = status;
  const size = `${counted(group.instances, 'instance')}, desired ${group.desired}, min ${group.minSize}, max ${group.maxSize}`;
  const counts = `${shards.owned} of ${shards.expected} owned, ${shards.unowned.length} unowned, ${shards.inMoves} in moves`;
  return [
    `fleet     ${status.fleet} at ${status.readAt}`,
    `group     ${size}`,
    `shards    ${counts}`,
    `load      max/mean ${status.maxOverMean.toFixed(2)}`,
    `switches  ${renderSwitches(switches)}`,
    '',
    ...columns(NODE_TITLES, status.nodes.map(nodeRow)),
    '',
    'last decisions',
    ...(status.decisions.length > 0 ? status.decisions.map((decision) => `  ${renderDecision(decision)}`) : ['  none']),
    '',
    ...(status.attention.length > 0
      ? ['attention', ...status.attention.map((line) => `  ${line}`)]
      : ['nothing wants attention']),
  ];
}

/** Returns a decision in one line; the shard that it is about is named once. */
export function renderDecision({
  atMs,
  controller,
  kind,
  reason,
  acts,
  details: { shard },
}: ControllerDecision): string {
  const subject = typeof shard === 'string' && !reason.text.includes(shard) ? ` ${shard}` : '';
  return `${renderTime(atMs)}  ${controller.padEnd(10)}  ${kind}${subject}${acts ? '' : ' (nothing done)'}: ${reason.text}`;
}

function renderSwitches({ halted, parked, roll }: FleetStatus['switches']): string {
  const on = [
    ...(halted ? ['halted'] : []),
    ...(parked ? ['parked'] : []),
    ...(roll ? [`rolling: ${renderRoll(roll)}`] : []),
  ];
  return on.length > 0 ? on.join(', ') : 'none';
}

function nodeRow(node: NodeStatus): readonly (string | number)[] {
  const disk =
    node.usedBytes === undefined ? '-' : `${renderBytes(node.usedBytes)} of ${renderBytes(node.capacityBytes ?? 0)}`;
  return [
    node.id,
    node.cause ? `${node.state} (${node.cause})` : node.state,
    node.zone,
    node.lifecycle ?? 'gone',
    node.owned,
    node.followed,
    node.arriving,
    node.leaving,
    disk,
    node.unflushedSeconds === undefined ? '-' : renderSpan(node.unflushedSeconds * 1000),
    notes(node).join('; '),
  ];
}

function notes(node: NodeStatus): readonly string[] {
  return [
    ...(node.fenced ? ['fenced'] : []),
    ...(node.silentMs === undefined ? [] : [`silent for ${renderSpan(node.silentMs)}`]),
    ...(node.refuses ? ['takes no more shards'] : []),
    ...(node.faults ? [`${counted(node.faults.length, 'fault')}`] : []),
    ...(node.outdated ? [`from ${node.outdated}`] : []),
  ];
}
