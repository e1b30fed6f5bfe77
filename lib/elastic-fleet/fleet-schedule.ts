import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { RebalancerEvent } from '../../core/contract/events';
import type { FleetFunction } from '../handler/fleet-function';

/** Properties of a `FleetSchedule`. */
export interface FleetScheduleProps {
  /** Name of the Auto Scaling group whose lifecycle hooks wake the lifecycle function. */
  readonly groupName: string;
  readonly scaler: FleetFunction;
  readonly rebalancer: FleetFunction;
  readonly lifecycle: FleetFunction;
  readonly publisher: FleetFunction;
}

/**
 * When the functions run: all of them each minute, because they read the state anew and lost events must not matter;
 * the lifecycle function as well when an instance is to be ended, because AWS waits for it. A launching instance has no
 * lease yet when its hook starts.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export class FleetSchedule extends Construct {
  public readonly tick: events.Rule;
  public readonly lifecycleHook: events.Rule;

  constructor(scope: Construct, id: string, props: FleetScheduleProps) {
    super(scope, id);
    this.tick = new events.Rule(this, 'Tick', {
      description: 'Wakes the functions of the fleet each minute',
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [
        toTarget(props.lifecycle),
        toTarget(props.scaler),
        toTarget(props.rebalancer, { time: events.EventField.time, mayWait: true }),
        toTarget(props.publisher),
      ],
    });
    this.lifecycleHook = new events.Rule(this, 'LifecycleHook', {
      description: 'Wakes the lifecycle function when an instance of the fleet is to be ended',
      eventPattern: {
        source: ['aws.autoscaling'],
        detailType: ['EC2 Instance-terminate Lifecycle Action'],
        detail: { AutoScalingGroupName: [props.groupName] },
      },
      targets: [toTarget(props.lifecycle)],
    });
  }
}

/** The next tick does what a lost event would have done, so nothing is retried and nothing old is delivered. */
function toTarget(target: FleetFunction, event?: RebalancerEvent): targets.LambdaFunction {
  return new targets.LambdaFunction(target.function, {
    event: event && events.RuleTargetInput.fromObject(event),
    deadLetterQueue: target.deadLetterQueue,
    retryAttempts: 0,
    maxEventAge: Duration.seconds(60),
  });
}
