import { describe, expect, it } from 'vitest';
import { parseRate, scheduledEvent } from '../../../local/replay/schedules';

describe('parseRate', () => {
  it.each([
    ['rate(1 minute)', 1],
    ['rate(5 minutes)', 5],
    ['rate(2 hours)', 120],
    ['rate(1 day)', 1440],
  ])('reads %s as %i minutes', (expression, minutes) => {
    expect(parseRate(expression)).toBe(minutes);
  });

  it.each(['cron(0 12 * * ? *)', 'rate(1 second)', '', undefined])('leaves out %s', (expression) => {
    expect(parseRate(expression)).toBeUndefined();
  });
});

describe('scheduledEvent', () => {
  it('is what EventBridge sends', () => {
    const schedule = {
      ruleArn: 'arn:aws:events:eu-central-1:123456789012:rule/tick',
      everyMinutes: 1,
      functionNames: [],
    };
    const nowMs = Date.UTC(2026, 0, 2, 3, 4, 0);

    const event = scheduledEvent(schedule, nowMs, { account: '123456789012', region: 'eu-central-1' });

    expect(event).toMatchObject({
      version: '0',
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '123456789012',
      time: '2026-01-02T03:04:00Z',
      region: 'eu-central-1',
      resources: [schedule.ruleArn],
      detail: {},
    });
    expect(event.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});
