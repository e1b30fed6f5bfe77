import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { FleetFunction } from '../handler/fleet-function';

/** Wakes the scaler each minute. The next tick does what a lost event would have done, so nothing is retried and nothing old is delivered. */
export function tickEachMinute(scope: Construct, scaler: FleetFunction): events.Rule {
  const target = new targets.LambdaFunction(scaler.function, {
    deadLetterQueue: scaler.deadLetterQueue,
    retryAttempts: 0,
    maxEventAge: Duration.seconds(60),
  });
  return new events.Rule(scope, 'Tick', {
    description: 'Wakes the service scaler each minute',
    schedule: events.Schedule.rate(Duration.minutes(1)),
    targets: [target],
  });
}
