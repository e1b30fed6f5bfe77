import type { GroupInstance } from '../../core/fleet/node';
import type { HostState } from '../node-host/messages';

/** One instance of the group with its agent and service, wherever they run. */
export interface HostedNode {
  readonly instance: GroupInstance;
  /** Counts the agent's starts on this instance. */
  readonly startCount: number;
  start(time: NodeTime): Promise<HostState>;
  /** One heartbeat: measure, renew the lease, flush what is due. */
  heartbeat(time: NodeTime): Promise<HostState>;
  /** One poll: do the next step of every move that waits for the node. */
  poll(time: NodeTime): Promise<HostState>;
  /** What the agent does now and then: followers, clean-up, garbage. */
  tidy(time: NodeTime): Promise<HostState>;
  /** Flush, close and leave; the process then ends. */
  stop(time: NodeTime): Promise<HostState>;
  /** Agent and service are gone at once; the disk stays. */
  kill(): Promise<void>;
  /** The disk is gone. */
  wipe(): Promise<void>;
}

/** The moment in which a node is asked. */
export interface NodeTime {
  readonly nowMs: number;
  /** Total demand, in units. */
  readonly demand: number;
}

/** Makes nodes; the agent of each is not started yet. */
export type HostNode = (instance: GroupInstance, startCount: number) => HostedNode;
