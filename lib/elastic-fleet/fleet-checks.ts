import type { IConstruct } from 'constructs';
import { PropertyChecks } from '../validation/property-checks';
import type { ElasticFleetProps } from './elastic-fleet-props';

/**
 * Refuses what the policy does not judge: a name that commands of nodes, patterns of rights or names of alarms cannot hold, and a
 * lease of which no heartbeat can be made.
 *
 * @throws FleetConstructError with every fault.
 */
export function checkFleet(construct: IConstruct, { fleetName, lease }: ElasticFleetProps): void {
  new PropertyChecks(construct)
    .text('fleetName', fleetName, /^[A-Za-z0-9-]{1,48}$/, '1 to 48 letters, digits and hyphens')
    .expect(lease === undefined || !lease.isUnresolved(), {
      code: 'LeaseUnknown',
      given: 'lease is only known at deployment',
      accepted: 'a duration known at synth, since nodes renew three times as often',
      fix: 'write the value out, or leave lease out',
    })
    .throwIfAny();
}
