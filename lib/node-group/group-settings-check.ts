import type { RenderedResource } from '../synth/rendered-resource';
import type { Fault } from '../validation/fleet-construct-error';
import type { Workload } from './workload';

/** Returns what is wrong with the group's own rendered settings. */
export function refuseGroupSettings(group: RenderedResource, workload: Workload): Fault[] {
  return [...refuseDesiredCapacity(group), ...(workload._kind === 'stateful' ? refuseStateful(group) : [])];
}

function refuseDesiredCapacity(group: RenderedResource): Fault[] {
  const desired = group.Properties?.DesiredCapacity;
  if (desired === undefined) {
    return [];
  }
  return [
    {
      code: 'DesiredCapacityRendered',
      given: `the group renders DesiredCapacity ${JSON.stringify(desired)}`,
      accepted: 'no DesiredCapacity, since every deployment would reset it',
      fix: 'remove the override and use minCapacity',
    },
  ];
}

function refuseStateful(group: RenderedResource): Fault[] {
  const properties = group.Properties ?? {};
  const faults: Fault[] = [];
  if (properties.MaxInstanceLifetime !== undefined) {
    faults.push({
      code: 'MaxInstanceLifetime',
      given: `the group renders MaxInstanceLifetime ${JSON.stringify(properties.MaxInstanceLifetime)}`,
      accepted: 'none on a stateful group, since instances would be replaced with their shards on them',
      fix: 'remove it and replace nodes with a budgeted roll',
    });
  }
  if (properties.CapacityRebalance === true) {
    faults.push({
      code: 'CapacityRebalance',
      given: 'the group renders CapacityRebalance true',
      accepted: 'false on a stateful group, since the group would start and end Spot instances by itself',
      fix: 'remove it',
    });
  }
  if (properties.NewInstancesProtectedFromScaleIn !== true) {
    faults.push({
      code: 'ScaleInProtectionMissing',
      given: `the group renders NewInstancesProtectedFromScaleIn ${properties.NewInstancesProtectedFromScaleIn}`,
      accepted: 'true on a stateful group, since otherwise the group chooses which node ends',
      fix: 'remove what turns it off',
    });
  }
  return [...faults, ...refuseUpdatePolicy(group)];
}

function refuseUpdatePolicy(group: RenderedResource): Fault[] {
  // The one policy that keeps a deployment from resetting sizes; all others replace instances.
  const replacing = Object.keys(group.UpdatePolicy ?? {}).filter((name) => name !== 'AutoScalingScheduledAction');
  return replacing.map((name) => ({
    code: 'ReplacingUpdatePolicy',
    given: `the group renders the update policy ${name}`,
    accepted: 'no policy that replaces instances of a stateful group',
    fix: 'remove it and replace nodes with a budgeted roll',
  }));
}
