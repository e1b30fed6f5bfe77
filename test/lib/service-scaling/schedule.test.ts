import { Lazy, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import { describe, expect, it } from 'vitest';
import type { ScheduledCapacityProps } from '../../../lib/service-scaling';
import { makeScaling, TARGET } from './fixtures';

const MORNING = Schedule.cron({ hour: '8', minute: '0', weekDay: 'MON-FRI' });

function renderSchedule(props: Omit<ScheduledCapacityProps, 'schedule'>): Template {
  const { stack, scaling } = makeScaling({ minCapacity: 2, maxCapacity: 10 });
  scaling.trackCpuUtilization({ targetPercent: 60 });
  scaling.scheduleCapacity('Morning', { schedule: MORNING, ...props });
  return Template.fromStack(stack);
}

describe('scheduled bounds', () => {
  it('hold from a local time on', () => {
    renderSchedule({ timeZone: TimeZone.EUROPE_BERLIN, minCapacity: 6, maxCapacity: 40 }).hasResourceProperties(
      TARGET,
      {
        MinCapacity: 2,
        ScheduledActions: [
          {
            ScheduledActionName: 'Morning',
            Schedule: 'cron(0 8 ? * MON-FRI *)',
            Timezone: 'Europe/Berlin',
            ScalableTargetAction: { MinCapacity: 6, MaxCapacity: 40 },
          },
        ],
      },
    );
  });

  it('are in UTC unless told otherwise, and leave the other bound', () => {
    renderSchedule({ minCapacity: 6 }).hasResourceProperties(TARGET, {
      ScheduledActions: [
        { Timezone: 'Etc/UTC', ScalableTargetAction: { MinCapacity: 6, MaxCapacity: Match.absent() } },
      ],
    });
  });

  it('may take all tasks away', () => {
    renderSchedule({ minCapacity: 0 }).hasResourceProperties(TARGET, {
      ScheduledActions: [{ ScalableTargetAction: { MinCapacity: 0 } }],
    });
  });

  it('may hold for a while', () => {
    renderSchedule({
      minCapacity: 6,
      startTime: new Date('2026-12-01T00:00:00Z'),
      endTime: new Date('2026-12-24T00:00:00Z'),
    }).hasResourceProperties(TARGET, {
      ScheduledActions: [{ StartTime: '2026-12-01T00:00:00Z', EndTime: '2026-12-24T00:00:00Z' }],
    });
  });

  it('accept tokens', () => {
    renderSchedule({ minCapacity: Lazy.number({ produce: () => 7 }) }).hasResourceProperties(TARGET, {
      ScheduledActions: [{ ScalableTargetAction: { MinCapacity: 7 } }],
    });
  });

  it.each<[string, Omit<ScheduledCapacityProps, 'schedule'>, RegExp]>([
    ['neither is set', {}, /\[NothingScheduled\] scheduled action 'Morning' sets neither/],
    ['the floor is above the ceiling that stays', { minCapacity: 11 }, /minCapacity is 11 and maxCapacity is 10/],
    ['the ceiling is below the floor that stays', { maxCapacity: 1 }, /minCapacity is 2 and maxCapacity is 1/],
    ['the floor is no whole number', { minCapacity: 2.5 }, /minCapacity is 2.5/],
    [
      'the time zone is not known',
      { minCapacity: 3, timeZone: TimeZone.of('Berlin') },
      /\[UnknownTimeZone\] timeZone is 'Berlin'/,
    ],
    [
      'they end before they start',
      { minCapacity: 3, startTime: new Date('2026-12-24T00:00:00Z'), endTime: new Date('2026-12-01T00:00:00Z') },
      /\[TimesReversed\] startTime is "2026-12-24T00:00:00.000Z" and endTime is "2026-12-01/,
    ],
  ])('fail when %s', (_name, props, message) => {
    expect(() => renderSchedule(props)).toThrow(message);
  });

  it.each(['8:00', 'Mon/Fri', 'Mon|Fri', ' Morning', 'Morning ', ''])(
    "fail under the id '%s', which AWS refuses",
    (id) => {
      const { scaling } = makeScaling();

      const schedule = () => scaling.scheduleCapacity(id, { schedule: MORNING, minCapacity: 1 });

      expect(schedule).toThrow(`the id of a scheduled action is '${id}'`);
    },
  );

  it('may have ids with spaces inside', () => {
    const { scaling } = makeScaling();

    expect(() => scaling.scheduleCapacity('On Mondays', { schedule: MORNING, minCapacity: 1 })).not.toThrow();
  });
});
