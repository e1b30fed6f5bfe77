import type { IConstruct } from 'constructs';
import { PropertyChecks } from '../validation/property-checks';
import type { NodeGroupProps } from './node-group-props';
import type { Workload } from './workload';

/** Returns the fewest instances of a group: a group that ECS manages may be empty, others start with one node. */
export function minCapacityOf(props: NodeGroupProps, workload: Workload): number {
  return props.minCapacity ?? (workload._kind === 'ecsManaged' ? 0 : 1);
}

/**
 * Refuses properties of a group that are out of range or do not go together.
 *
 * @throws FleetConstructError with every fault.
 */
export function checkNodeGroup(construct: IConstruct, props: NodeGroupProps, workload: Workload): void {
  const checks = new PropertyChecks(construct);
  checks.integer('minCapacity', props.minCapacity, { min: 0, max: 10_000 });
  checks.integer('maxCapacity', props.maxCapacity, { min: 1, max: 10_000 });
  checks.ordered('minCapacity', minCapacityOf(props, workload), 'maxCapacity', props.maxCapacity);
  checks.integer('metadataHopLimit', props.metadataHopLimit, { min: 1, max: 64 });
  checks.size('rootVolumeSize', props.rootVolumeSize, { min: 8, max: 16_384 });
  props.machine._check(checks);
  props.purchase?._check(checks);
  workload._check(checks);
  checks.expect(workload._kind !== 'ecsManaged' || props.machine._settings.cluster !== undefined, {
    code: 'WorkloadNeedsCluster',
    given: 'workload is Workload.ecsManaged() on machines that join no ECS cluster',
    accepted: 'Workload.ecsManaged() with Machine.gpu(), which names a cluster',
    fix: 'use Workload.stateful(), or Workload.stateless() with scaling policies of your own',
  });
  checks.throwIfAny();
}
