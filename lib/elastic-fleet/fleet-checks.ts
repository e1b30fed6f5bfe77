import { type Duration, SizeRoundingBehavior, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import { PropertyChecks } from '../validation/property-checks';
import type { ElasticFleetProps } from './elastic-fleet-props';

/**
 * Refuses what the policy does not judge: a name that commands of nodes, patterns of rights or names of alarms cannot hold, and a
 * lease of which no heartbeat can be made, homes out of reach, and tokens that cannot be converted.
 *
 * @throws FleetConstructError with every fault.
 */
export function checkFleet(construct: IConstruct, props: ElasticFleetProps): void {
  const { fleetName, lease } = props;
  const checks = new PropertyChecks(construct)
    .text('fleetName', fleetName, /^[A-Za-z0-9-]{1,48}$/, '1 to 48 letters, digits and hyphens')
    .removal('removalPolicy', props.removalPolicy)
    .expect(lease === undefined || !lease.isUnresolved(), {
      code: 'LeaseUnknown',
      given: 'lease is only known at deployment',
      accepted: 'a duration known at synth, since nodes renew three times as often',
      fix: 'write the value out, or leave lease out',
    });
  checkHomes(checks, construct, props.homes);
  checkUnits(checks, props);
  checks.throwIfAny();
}

/** S3 answers requests at the bucket's own region alone, and nodes and functions ask at theirs. */
function checkHomes(checks: PropertyChecks, construct: IConstruct, homes: ITieredBucket | undefined): void {
  const { region } = Stack.of(construct);
  const given = homes?.bucket.env.region ?? region;
  checks.expect(Token.compareStrings(given, region) !== TokenComparison.DIFFERENT, {
    code: 'HomesElsewhere',
    given: `homes is a bucket of region ${given}`,
    accepted: `a bucket of the fleet's region, ${region}`,
    fix: 'leave homes out, or give a bucket of that region',
  });
}

function checkUnits(checks: PropertyChecks, props: ElasticFleetProps): void {
  const inSeconds: Readonly<Record<string, Duration | undefined>> = {
    flushAfter: props.flushAfter,
    moveTimeout: props.moveTimeout,
    scaleInAfter: props.scaleInAfter,
    'forecast.startUp': props.forecast?.startUp,
    'forecast.metricDelay': props.forecast?.metricDelay,
  };
  for (const [name, duration] of Object.entries(inSeconds)) {
    checks.convertible(name, () => duration?.toSeconds({ integral: false }), 'Duration.seconds()');
  }
  for (const [index, { duration }] of (props.scheduleWindows ?? []).entries()) {
    const name = `scheduleWindows[${index}].duration`;
    checks.convertible(name, () => duration.toMinutes({ integral: false }), 'Duration.minutes()');
  }
  checks.convertible(
    'flushBytes',
    () => props.flushBytes?.toBytes({ rounding: SizeRoundingBehavior.NONE }),
    'Size.bytes()',
  );
}
