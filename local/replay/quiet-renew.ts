import { countedLeaseMs } from '../../core/lease/node-lease';
import type { FleetPolicy } from '../../core/policy/fleet-policy';

/**
 * Returns how seldom quiet nodes renew: after as many whole heartbeats as a node counts of its lease, because every renewal
 * goes through one emulator. In virtual time none is late.
 */
export function quietRenewMs(policy: Pick<FleetPolicy, 'heartbeatSeconds' | 'leaseSeconds'>): number {
  const heartbeatMs = policy.heartbeatSeconds * 1000;
  return Math.max(1, Math.floor(countedLeaseMs(policy.leaseSeconds * 1000) / heartbeatMs)) * heartbeatMs;
}
