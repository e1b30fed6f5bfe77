/** What the handlers need of the world. Adapters implement it on AWS, tests in memory. */
import type { DecisionRecord } from '../core/decision';
import type { Follow } from '../core/fleet/follow';
import type { DrainCause, GroupState, NodeControl } from '../core/fleet/node';
import type { Shard } from '../core/fleet/shard';
import type { Move } from '../core/move/move';
import type { Transition } from '../core/move/move-machine';
import type { NodeRecords } from '../core/table/parse-nodes';
import type { ControllerName, FleetSwitches } from '../core/table/table-schema';

/** A controller's turn: its version, and what it remembered last time. */
export interface ControllerTurn<Memory> {
  readonly version: number;
  readonly memory: Memory | undefined;
}

/** Which turn of which controller asks. */
export interface Turn {
  readonly controller: ControllerName;
  readonly version: number;
}

/**
 * A node that was found dead: fenced, forgotten, or started anew under another incarnation than the one given. That one stays dead
 * for good; without one the node must be fenced or forgotten still.
 */
export interface DeadNode {
  readonly nodeId: string;
  readonly incarnation?: string;
}

/** A shard to create. */
export interface NewShard {
  readonly id: string;
  /** Of its home, 0 when it has none: the first owner must come after all that wrote to it. */
  readonly epoch: number;
}

/** The shard table. Every conditional write answers whether its condition held. */
export interface TablePort {
  /** Takes the next version of a controller; older turns can create nothing from now on (Law 5). */
  takeTurn<Memory>(controller: ControllerName): Promise<ControllerTurn<Memory>>;
  /** Remembers for the next turn, unless a newer turn was taken. */
  saveMemory<Memory extends object>(controller: ControllerName, version: number, memory: Memory): Promise<boolean>;
  readSwitches(): Promise<FleetSwitches>;
  /** All heartbeats and control words, strongly consistent. */
  readNodes(): Promise<NodeRecords>;
  /** All shards, strongly consistent, in order of id. */
  readShards(): Promise<readonly Shard[]>;
  /** Creates shards that do not exist yet, without an owner and in the epoch given. */
  createShards(shards: readonly NewShard[]): Promise<void>;
  /** Which node follows which shard, by the items that nodes read; strongly consistent. */
  readFollows(): Promise<readonly Follow[]>;
  /**
   * Sets a shard's followers and the items that their nodes read, and removes those of the leavers, if the turn is current
   * and the shard is in no move and has epoch and followers as read. All or nothing.
   */
  setFollowers(turn: Turn, shard: Shard, followers: readonly string[], leavers: readonly string[]): Promise<boolean>;
  /** Ends the roll that began then; false when it is another one or none. */
  endRoll(startedAtMs: number): Promise<boolean>;
  /**
   * Starts a move if the turn is current, the shard is as read and not in a move, and the target does not drain. A move
   * that passes the shard's owner by (a take-over) also demands that the owner is still dead, see `DeadNode`.
   */
  createMove(turn: Turn, shard: Shard, move: Move): Promise<boolean>;
  /**
   * Makes a transition of the shard's move if the turn is current and the move stands as read. `dead` is the node whose
   * death is the reason: it must still be dead.
   */
  changeMove(turn: Turn, shard: Shard, transition: Transition, dead?: DeadNode): Promise<boolean>;
  /** Declares a node's incarnation dead if its counter still stands where it was seen. */
  fence(nodeId: string, seen: { readonly incarnation: string; readonly counter: number }): Promise<boolean>;
  /** Sets a node's duty. */
  setControl(control: NodeControl): Promise<void>;
  /** Makes a node active again. */
  clearControl(nodeId: string): Promise<void>;
  /** Removes what the table says about a node that is gone. */
  forgetNode(nodeId: string): Promise<void>;
  /**
   * Replaces what the controllers want of a node, if the turn is current and the present word has the cause given
   * (`undefined`: there is none). `undefined` as the next word makes the node active again.
   */
  changeControl(turn: Turn, nodeId: string, cause: DrainCause | undefined, next?: NodeControl): Promise<boolean>;
  /** Keeps a turn's decisions in the history, in this order; at most once a turn, for the keys are the turn's. */
  keepDecisions(turn: Turn, nowMs: number, decisions: readonly DecisionRecord[]): Promise<void>;
}

/** The epoch of a home's manifest, or why nobody can read it. */
export type HomeEpoch = number | { readonly unreadable: string };

/** What homes say about their owners. */
export interface HomeEpochPort {
  /** By shard, the epoch of its home; a shard without a home is absent. */
  epochsOf(shardIds: readonly string[]): Promise<ReadonlyMap<string, HomeEpoch>>;
}

/** A launch that AWS could not make. */
export interface FailedLaunch {
  readonly failedAtMs: number;
  /** As AWS words it. */
  readonly message: string;
  /** Whether AWS said that it has no capacity. */
  readonly noCapacity: boolean;
  /** Whether a launch succeeded after it, so that it stands in the way of none. @default false */
  readonly hasSucceededSince?: boolean;
}

/** The Auto Scaling group of the fleet. */
export interface GroupPort {
  describe(): Promise<GroupState>;
  /** Failed launches since a time, newest first. */
  failedLaunches(sinceMs: number): Promise<readonly FailedLaunch[]>;
  setDesired(desired: number): Promise<void>;
  /** Ends that very instance; `decrement` lowers desired with it. */
  terminate(instanceId: string, decrement: boolean): Promise<void>;
  suspendProcesses(names: readonly string[]): Promise<void>;
  /** Answers false when no such action is pending any more. */
  completeHook(hook: HookAnswer): Promise<boolean>;
  /** Answers false when no such action is pending any more. */
  extendHook(hook: Omit<HookAnswer, 'result'>): Promise<boolean>;
}

/** An answer to a lifecycle hook. */
export interface HookAnswer {
  readonly hookName: string;
  readonly instanceId: string;
  readonly result: 'CONTINUE' | 'ABANDON';
}

/** Where decisions go. */
export interface EventPort {
  /** Sends up to any number of events; throws when one was refused. */
  send(events: readonly { readonly type: string; readonly detail: object }[]): Promise<void>;
}

/** Structured log lines and metrics; on Lambda both are one line of embedded metric format. */
export interface LogPort {
  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void;
  metrics(nowMs: number, values: Readonly<Record<string, number>>): void;
}
