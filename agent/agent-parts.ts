import type { FleetPolicy } from '../core/policy/fleet-policy';
import type { TransferSlots } from './copies/transfer-slots';
import type { AgentAction } from './faults/fault-list';
import type { AgentLog } from './log/agent-log';
import type { CopyPort, HomePort, MachinePort, NodeTablePort, ProgramPort } from './ports';
import type { ShardHappening } from './shards/shard-happening';
import type { NodeIdentity } from './worker/node-identity';

/** Who the node is; its capacity is measured. */
export type AgentIdentity = Omit<NodeIdentity, 'capacityBytes'>;

/** What happens on the node, for logs, metrics and whoever watches. */
export type AgentHappening =
  | Exclude<ShardHappening, { kind: 'fault' }>
  | { readonly kind: 'joined' | 'fenced' | 'gave-up' | 'left' }
  /** `isNew` is false for a fault that was there already. */
  | {
      readonly kind: 'fault';
      readonly action: AgentAction;
      readonly shardId?: string;
      readonly error: unknown;
      readonly isNew: boolean;
    }
  /** A flush of a serving shard went through. */
  | { readonly kind: 'made-durable'; readonly shardId: string; readonly tookMs: number }
  /** The node opened a shard that its last owner had released: from when it first knew of the release. */
  | { readonly kind: 'taken-over'; readonly shardId: string; readonly tookMs: number }
  /** The node did a step of a move, which stood at `state` before. */
  | { readonly kind: 'moved'; readonly shardId: string; readonly state: string; readonly tookMs: number };

/** The world of an agent. */
export interface AgentParts {
  readonly identity: AgentIdentity;
  readonly policy: Pick<FleetPolicy, 'leaseSeconds' | 'flush'> & Partial<Pick<FleetPolicy, 'moveTimeoutSeconds'>>;
  readonly table: NodeTablePort;
  readonly homes: HomePort;
  readonly copies: CopyPort;
  readonly program: ProgramPort;
  readonly machine: MachinePort;
  /** How transfers to and from homes stand. @default - nobody bounds them */
  readonly transfers?: Pick<TransferSlots, 'status'>;
  /** The node's monotonic clock, in milliseconds. */
  readonly clock: () => number;
  readonly log: AgentLog;
  /** Version of the agent, as its heartbeats say. */
  readonly version?: string;
  /** Told after each happening; must not throw. */
  readonly observe?: (happening: AgentHappening) => void;
}
