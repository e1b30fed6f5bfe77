import type { WriteEvent } from '../laws/write-record';
import type { DemandModelSettings } from '../player/demand-model';
import type { MachineModel } from '../player/machine-model';

/** What a node host is started with, as JSON in its environment. */
export interface HostSettings {
  readonly nodeId: string;
  readonly zone: string;
  /** Counts the agent's starts on this instance. */
  readonly startCount: number;
  /** Folder that stands for the instance store. */
  readonly dataFolder: string;
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
  readonly bucketName: string;
  /** The deployed policy, as the functions have it. */
  readonly policyJson: string;
  readonly machine: MachineModel;
  readonly demand: DemandModelSettings;
}

/** Environment variable that holds the settings. */
export const HOST_SETTINGS = 'FLEET_LOCAL_NODE';

/** What the driver asks of a host; virtual time goes with every request. */
export type HostRequest = {
  readonly id: number;
  readonly nowMs: number;
  /** Total demand, in units. */
  readonly demand: number;
} & (
  | { readonly kind: 'start' }
  /** One heartbeat: measure, renew the lease, flush what is due. */
  | { readonly kind: 'heartbeat' }
  /** One poll: do the next step of every move that waits for the node. */
  | { readonly kind: 'poll' }
  /** What the agent does once a minute besides: followers, clean-up, garbage. */
  | { readonly kind: 'tidy' }
  /** Flush, close and leave. */
  | { readonly kind: 'stop' }
);

/** What a host answers. */
export interface HostState {
  /** Address of the node's service. */
  readonly address: string;
  /** Shards that it accepts writes for. */
  readonly open: readonly string[];
  /** Shards whose modelled copy needs more time: until then no poll gets any further with them. */
  readonly copying: readonly string[];
  /** Whether this incarnation was called dead or gave up; its process ends. */
  readonly mustStartAnew: boolean;
  /** What the agent said since the last answer. */
  readonly said: readonly WriteEvent[];
  /** Faults that the agent has at present, as its heartbeat carries them. */
  readonly faults: readonly string[];
}

/** The answer to the request of that id; `error` is the message of one that failed. */
export type HostReply =
  | { readonly id: number; readonly state: HostState }
  | { readonly id: number; readonly error: string };
