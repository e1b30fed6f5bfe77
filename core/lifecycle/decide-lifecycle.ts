import type { Reason } from '../decision';
import { type FleetNode, type GroupInstance, type NodeControl, saysItServes } from '../fleet/node';
import type { Shard } from '../fleet/shard';

/** What to do about one instance that waits at a hook or was retained. */
export interface LifecycleDecision {
  readonly instanceId: string;
  /**
   * - `continue-launch`, `continue-termination`: the hook is answered with CONTINUE
   * - `extend`: the termination's hook starts its wait anew
   * - `hold`: nothing; the hook's own timeout ends in ABANDON
   */
  readonly kind: 'continue-launch' | 'continue-termination' | 'extend' | 'hold';
  readonly reason: Reason;
}

/** By instance id, how many shards a leaving node held when its wait was last extended. Losing it costs one wait. */
export type Progress = Readonly<Record<string, number>>;

/** What lifecycle decisions rest on. */
export interface LifecycleInput {
  readonly nodes: readonly FleetNode[];
  /** Strongly consistent; absent means not read, and then no termination goes on. */
  readonly shards?: readonly Shard[];
  readonly shardCount: number;
  readonly progress: Progress;
  /** Ids of leaving nodes that could not be marked, so that a move may choose them still. @default - none */
  readonly unmarked?: ReadonlySet<string>;
}

/** The decisions, in order of instance id, and the progress to remember. */
export interface LifecycleOutcome {
  readonly decisions: readonly LifecycleDecision[];
  readonly progress: Progress;
}

/** Whether an instance waits for an answer of ours. */
export function isWaiting(instance: GroupInstance): boolean {
  return isLaunching(instance) || isTerminating(instance);
}

/** Whether an instance waits at the hook for terminations. */
export function isTerminating(instance: GroupInstance): boolean {
  return instance.lifecycleState === 'Terminating:Wait';
}

/** Whether an instance was kept after its termination was abandoned. */
export function isRetained(instance: GroupInstance): boolean {
  return instance.lifecycleState === 'Terminating:Retained';
}

function isLaunching(instance: GroupInstance): boolean {
  return instance.lifecycleState === 'Pending:Wait';
}

/** Returns the ids of leaving nodes that must be marked before their shards are counted: no move may choose them now. */
export function unmarkedLeavers(
  instances: readonly GroupInstance[],
  controls: ReadonlyMap<string, NodeControl>,
): readonly string[] {
  return instances
    .filter((instance) => isTerminating(instance) && controls.get(instance.instanceId)?.duty !== 'draining')
    .map((instance) => instance.instanceId)
    .sort();
}

/** Returns what to do about every instance that waits or was retained. Deterministic, O(nodes + shards). */
export function decideLifecycle(input: LifecycleInput): LifecycleOutcome {
  const held = countHeld(input.shards ?? []);
  const decisions = input.nodes.flatMap((node) => decideInstance(node, held.get(node.id) ?? 0, input) ?? []);
  const leavers = new Set(
    input.nodes.filter((node) => node.instance && isTerminating(node.instance)).map(({ id }) => id),
  );
  const progress = decisions
    .filter(({ instanceId }) => leavers.has(instanceId))
    .map(({ instanceId, kind }) => [instanceId, nextProgress(instanceId, kind, held, input.progress)] as const);
  return { decisions, progress: Object.fromEntries(progress) };
}

function nextProgress(
  instanceId: string,
  kind: LifecycleDecision['kind'],
  held: ReadonlyMap<string, number>,
  progress: Progress,
): number {
  const now = held.get(instanceId) ?? 0;
  return kind === 'extend' ? now : (progress[instanceId] ?? now);
}

function decideInstance(node: FleetNode, held: number, input: LifecycleInput): LifecycleDecision | undefined {
  if (node.instance === undefined) {
    return undefined;
  }
  if (isLaunching(node.instance)) {
    return decideLaunch(node);
  }
  if (isTerminating(node.instance)) {
    return decideTermination(node, held, input);
  }
  return isRetained(node.instance) ? decideRetained(node) : undefined;
}

/** Shards that a node owns, and moves that it is an end of. */
function countHeld(shards: readonly Shard[]): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const shard of shards) {
    for (const id of new Set([shard.owner, shard.move?.from, shard.move?.to])) {
      if (id) {
        held.set(id, (held.get(id) ?? 0) + 1);
      }
    }
  }
  return held;
}

function decideLaunch(node: FleetNode): LifecycleDecision {
  const instanceId = node.id;
  if (node.heartbeat === undefined) {
    return hold(instanceId, 'no-heartbeat', `${instanceId} is launching and has sent no heartbeat yet`);
  }
  if (node.state === 'down') {
    return hold(instanceId, 'launch-silent', `${instanceId} sent a heartbeat and fell silent before it was in service`);
  }
  const text = `${instanceId} is alive with incarnation ${node.heartbeat.incarnation}`;
  return { instanceId, kind: 'continue-launch', reason: { code: 'first-heartbeat', text } };
}

function decideTermination(node: FleetNode, held: number, input: LifecycleInput): LifecycleDecision {
  const instanceId = node.id;
  const before = input.progress[instanceId];
  if (input.unmarked?.has(instanceId)) {
    const text = `${instanceId} is leaving, but its item ${instanceId}#CONTROL was changed meanwhile or cannot be read`;
    return hold(instanceId, 'not-marked', text);
  }
  if (input.shards === undefined || input.shards.length < input.shardCount) {
    const listed = input.shards?.length ?? 0;
    const text = `the table lists ${listed} of ${input.shardCount} shards, so ${instanceId} does not count as empty`;
    return hold(instanceId, 'shards-incomplete', text);
  }
  if (held === 0 && saysItServes(node)) {
    return hold(instanceId, 'still-serving', `${instanceId} owns no shard by the table, but says that it serves some`);
  }
  if (held === 0) {
    const text = `${instanceId} owns no shard and is in no move`;
    return { instanceId, kind: 'continue-termination', reason: { code: 'empty', text } };
  }
  if (node.state === 'down') {
    return hold(
      instanceId,
      'taking-over',
      `${instanceId} is down; ${held} shards wait to be taken over from their homes`,
    );
  }
  if (before !== undefined && held < before) {
    const text = `${instanceId} still holds ${held} shards, ${before - held} less than when its wait was last extended`;
    return { instanceId, kind: 'extend', reason: { code: 'shards-leaving', text } };
  }
  return hold(instanceId, 'shards-held', `${instanceId} still holds ${held} shards`);
}

function decideRetained(node: FleetNode): LifecycleDecision {
  const text = `${node.id} was kept by the group because it held shards when its termination timed out; it bills until it is empty`;
  return hold(node.id, 'retained', text);
}

function hold(instanceId: string, code: string, text: string): LifecycleDecision {
  return { instanceId, kind: 'hold', reason: { code, text } };
}
