import type { Heartbeat } from '../../core/fleet/node';

/** Who a node is; fixed for one start of its agent. */
export interface NodeIdentity {
  readonly nodeId: string;
  readonly incarnation: string;
  readonly zone: string;
  readonly address: string;
  readonly capacityBytes: number;
}

/** What a node measures for its next heartbeat; a capacity measured anew replaces that of the identity. */
export type NodeMeasurement = Omit<Heartbeat, keyof NodeIdentity | 'counter' | 'fenced'> &
  Partial<Pick<Heartbeat, 'capacityBytes'>>;
