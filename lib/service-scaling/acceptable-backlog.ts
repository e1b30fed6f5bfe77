import type { Duration } from 'aws-cdk-lib';
import type { PropertyChecks } from '../validation/property-checks';

/** See `AcceptableBacklog.ofLatency`. */
export interface AcceptableLatencyProps {
  /** How long a message may wait, e.g. 10 s. */
  readonly latency: Duration;

  /** How long one task takes for one message, counting those that it works on beside each other, e.g. 100 ms. */
  readonly processingTime: Duration;
}

/**
 * How many messages may wait for each task.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
 */
export class AcceptableBacklog {
  /** A number of messages for each task, above 0. */
  public static ofMessages(messages: number): AcceptableBacklog {
    return new AcceptableBacklog(messages);
  }

  /** As many as one task works off within the latency: 100 messages at 10 s and 100 ms. Both must be known at synth. */
  public static ofLatency(props: AcceptableLatencyProps): AcceptableBacklog {
    return new AcceptableBacklog(undefined, props);
  }

  private constructor(
    private readonly messages: number | undefined,
    private readonly times?: AcceptableLatencyProps,
  ) {}

  /** @internal */
  public _check(checks: PropertyChecks): void {
    if (this.times === undefined) {
      checks.positive('backlog', this.messages, 'set backlog to what one task serves');
      return;
    }
    const { latency, processingTime } = this.times;
    const isKnown = !latency.isUnresolved() && !processingTime.isUnresolved();
    const text = isKnown
      ? `${latency.toMilliseconds({ integral: false })} ms and ${processingTime.toMilliseconds({ integral: false })} ms`
      : 'not known yet';
    const isPossible = isKnown && isWithin(processingTime, latency);
    checks.expect(isPossible, {
      code: 'BacklogNotPossible',
      given: `latency and processingTime are ${text}`,
      accepted: 'durations known at synth, of which the time for one message is above 0 and at most the latency',
      fix: 'raise the latency, give the time that one message takes, or use AcceptableBacklog.ofMessages',
    });
  }

  /** @internal */
  public _messagesPerTask(): number {
    if (this.times === undefined) {
      return this.messages ?? 0;
    }
    return (
      this.times.latency.toMilliseconds({ integral: false }) /
      this.times.processingTime.toMilliseconds({ integral: false })
    );
  }
}

function isWithin(processingTime: Duration, latency: Duration): boolean {
  return (
    processingTime.toMilliseconds({ integral: false }) > 0 &&
    processingTime.toMilliseconds({ integral: false }) <= latency.toMilliseconds({ integral: false })
  );
}
