import { TimeZone } from 'aws-cdk-lib';
import { PropertyChecks } from '../validation/property-checks';
import { MOST_TASKS } from './scaling-checks';
import type { ScalingContext } from './scaling-context';
import type { ScheduledCapacityProps } from './scheduled-capacity-props';

/**
 * What a scheduled action may be named.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
 */
const ACTION_NAME = /^(?! )[^:/|\p{Cc}]{1,256}(?<! )$/u;

/** Adds a scheduled action that sets floor, ceiling or both. */
export function scheduleCapacity(context: ScalingContext, id: string, props: ScheduledCapacityProps): void {
  const checks = new PropertyChecks(context.construct);
  const accepted = "1 to 256 characters without ':', '/' and '|', with no space at either end";
  checks.text('the id of a scheduled action', id, ACTION_NAME, accepted);
  checks.integer('minCapacity', props.minCapacity, { min: 0, max: MOST_TASKS });
  checks.integer('maxCapacity', props.maxCapacity, { min: 0, max: MOST_TASKS });
  checks.expect(props.minCapacity !== undefined || props.maxCapacity !== undefined, {
    code: 'NothingScheduled',
    given: `scheduled action '${id}' sets neither minCapacity nor maxCapacity`,
    accepted: 'one of them or both',
    fix: 'set the floor, the ceiling or both',
  });
  checks.expect(!context.scheduledIds.has(id), {
    code: 'ActionExists',
    given: `there is a scheduled action '${id}' already, which this one would replace`,
    accepted: 'one action of each id',
    fix: 'give each action another id',
  });
  // An action that sets one bound meets the other as the ServiceScaling set it, or another action, which nobody can order here.
  const minCapacity = props.minCapacity ?? context.minCapacity;
  const maxCapacity = props.maxCapacity ?? context.maxCapacity;
  checks.ordered('minCapacity', minCapacity, 'maxCapacity', maxCapacity);
  checks.expect(isTimeZone(props.timeZone), {
    code: 'UnknownTimeZone',
    given: `timeZone is '${props.timeZone?.timezoneName}'`,
    accepted: "the name of an IANA time zone, e.g. 'Europe/Berlin'",
    fix: 'use a constant such as TimeZone.EUROPE_BERLIN',
  });
  const { startTime, endTime } = props;
  checks.expect(startTime === undefined || endTime === undefined || startTime < endTime, {
    code: 'TimesReversed',
    given: `startTime is ${JSON.stringify(startTime)} and endTime is ${JSON.stringify(endTime)}`,
    accepted: 'an endTime after the startTime',
    fix: 'change one of them, or leave one out',
  });
  checks.throwIfAny();
  context.scheduledIds.add(id);
  context.target.scaleOnSchedule(id, { ...props, timeZone: props.timeZone ?? TimeZone.ETC_UTC });
}

function isTimeZone(timeZone: TimeZone | undefined): boolean {
  if (timeZone === undefined) {
    return true;
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: timeZone.timezoneName });
    return true;
  } catch {
    return false;
  }
}
