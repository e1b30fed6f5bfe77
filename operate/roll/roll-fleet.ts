import type { RollSwitch } from '../../core/table/table-schema';
import { counted, renderList, renderTime } from '../../output/units';
import { OperateError } from '../operate-error';
import type { OperatedGroup, OperatePorts } from '../ports';
import type { OpenFleet, Report } from '../report';
import { readFleet } from '../status/fleet-view';
import { chooseRoll, type RollWish } from './choose-roll';
import { type RollProgress, renderRoll, rollProgress } from './roll-progress';

/** How long and how often a command looks. */
export interface Waiting {
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** What became of an order to roll; nothing is started when no node is to be replaced. */
export interface RollReport extends Report {
  readonly value: { readonly started: boolean };
}

/**
 * Starts a roll: the scaler drains the nodes, a few at a time, ends each once it is empty, and the group replaces it.
 * @throws OperateError when a roll is in progress, or the fleet is halted or parked.
 */
export async function startRoll({ ports }: OpenFleet, wish: RollWish): Promise<RollReport> {
  const [group, switches] = await Promise.all([ports.group.describe(), ports.switches.read()]);
  if (switches.halted || switches.parked) {
    throw new OperateError('the fleet is halted or parked, so nothing would be replaced; first: fleet resume');
  }
  const { nodes, maxUnavailable, template } = chooseRoll(group, wish);
  if (nodes.length === 0) {
    const lines = [`every node was launched from ${template}; nothing to roll. To roll all the same: fleet roll --all`];
    const value = { started: false, nodes, template: template ?? null };
    return { value, lines, ok: true };
  }
  const roll: RollSwitch = { nodes, maxUnavailable, startedAtMs: ports.clock() };
  await endFinished(ports, group, switches.roll);
  if (!(await ports.switches.startRoll(roll))) {
    throw new OperateError(inProgress((await ports.switches.read()).roll));
  }
  const lines = [
    `rolling ${counted(nodes.length, 'node')}, at most ${maxUnavailable} at once: ${renderList(nodes)}`,
    'watch: fleet status; stop: fleet roll --cancel',
  ];
  const value = { started: true, ...roll, template: template ?? null };
  return { value, lines, ok: true };
}

/** A roll that nobody waited for stands in the table until the next one. */
async function endFinished(ports: OperatePorts, group: OperatedGroup, roll: RollSwitch | undefined): Promise<void> {
  if (roll !== undefined && rollProgress(roll, group, []).waiting.length === 0) {
    await ports.switches.endRoll(roll.startedAtMs);
  }
}

/** Stops a roll; nodes that it had drained and not yet ended take shards again once the scaler has seen it. */
export async function cancelRoll({ ports }: OpenFleet): Promise<Report> {
  const { roll } = await ports.switches.read();
  if (roll === undefined) {
    return { value: { cancelled: false }, lines: ['no roll is in progress'], ok: true };
  }
  if (!(await ports.switches.endRoll(roll.startedAtMs))) {
    throw new OperateError('the roll ended or another one began at this moment; look at fleet status');
  }
  return {
    value: { cancelled: true, ...roll },
    lines: [`the roll of ${counted(roll.nodes.length, 'node')} is cancelled`],
    ok: true,
  };
}

/**
 * Waits until every node of the roll in progress is replaced.
 * @throws OperateError that says what is left when time runs out.
 */
export async function awaitRoll(fleet: OpenFleet, { timeoutMs, pollMs }: Waiting): Promise<Report> {
  const { address, ports, progress } = fleet;
  const deadlineMs = ports.clock() + timeoutMs;
  let last: RollProgress | undefined;
  for (;;) {
    const view = await readFleet(address, ports);
    const { roll } = view.switches;
    if (roll === undefined) {
      return ended(last && rollProgress(last, view.group, view.nodes));
    }
    last = rollProgress(roll, view.group, view.nodes);
    progress(renderRoll(last));
    if (last.replaced.length === roll.nodes.length) {
      await ports.switches.endRoll(roll.startedAtMs);
      return {
        value: { done: true, ...last },
        lines: [`the roll is done: ${counted(roll.nodes.length, 'node')} replaced`],
        ok: true,
      };
    }
    if (ports.clock() >= deadlineMs) {
      throw new OperateError(unfinished(last));
    }
    await ports.pause(Math.min(pollMs, deadlineMs - ports.clock()));
  }
}

/** The scaler ends a roll that is done; an operator may cancel one that is not. */
function ended(last: RollProgress | undefined): Report {
  if (last === undefined) {
    return { value: { done: true }, lines: ['no roll is in progress any more'], ok: true };
  }
  if (last.replaced.length < last.nodes.length) {
    throw new OperateError(`the roll was cancelled: ${renderRoll(last)}`);
  }
  return {
    value: { done: true, ...last },
    lines: [`the roll is done: ${counted(last.nodes.length, 'node')} replaced`],
    ok: true,
  };
}

function unfinished({ draining, waiting }: RollProgress): string {
  const left = [
    ...(draining.length > 0 ? [`draining: ${renderList(draining)}`] : []),
    ...(waiting.length > 0 ? [`waiting: ${renderList(waiting)}`] : []),
  ].join('; ');
  return `the roll goes on, but time is up. Left: ${left}. Why: fleet moves, fleet status`;
}

function inProgress(roll: RollSwitch | undefined): string {
  const since = roll ? ` of ${counted(roll.nodes.length, 'node')} since ${renderTime(roll.startedAtMs)}` : '';
  return `a roll${since} is in progress; wait for it with fleet roll --wait, or stop it: fleet roll --cancel`;
}
