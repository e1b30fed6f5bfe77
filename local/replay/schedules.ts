import { type EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';

/** A rule that runs functions at a fixed rate. */
export interface Schedule {
  readonly ruleArn: string;
  readonly everyMinutes: number;
  readonly functionNames: readonly string[];
}

const UNIT_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/;

/** Returns the enabled rate schedules that run these functions, in order of ARN. */
export async function readSchedules(
  client: EventBridgeClient,
  functionNames: readonly string[],
): Promise<readonly Schedule[]> {
  const schedules: Schedule[] = [];
  let token: string | undefined;
  do {
    const reply = await client.send(new ListRulesCommand({ NextToken: token }));
    for (const rule of reply.Rules ?? []) {
      const everyMinutes = rule.State === 'ENABLED' ? parseRate(rule.ScheduleExpression) : undefined;
      if (everyMinutes !== undefined) {
        const targets = await client.send(new ListTargetsByRuleCommand({ Rule: rule.Name }));
        const names = (targets.Targets ?? []).map((target) => FUNCTION_ARN.exec(target.Arn ?? '')?.[1] ?? '');
        const ours = names.filter((name) => functionNames.includes(name));
        schedules.push({ ruleArn: rule.Arn ?? '', everyMinutes, functionNames: ours });
      }
    }
    token = reply.NextToken;
  } while (token);
  return schedules
    .filter((schedule) => schedule.functionNames.length > 0)
    .sort((first, second) => (first.ruleArn < second.ruleArn ? -1 : 1));
}

/**
 * Returns the minutes of a rate expression, `undefined` for any other text.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseRate(expression: string | undefined): number | undefined {
  const [, count, unit = ''] = RATE.exec(expression ?? '') ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_MINUTES[unit] ?? 1);
}

/** Where a scheduled event says it comes from. */
export interface EventOrigin {
  readonly account: string;
  readonly region: string;
}

/**
 * Returns the event that EventBridge sends for a schedule.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-scheduled-event.html
 */
export function scheduledEvent(schedule: Schedule, nowMs: number, origin: EventOrigin) {
  return {
    version: '0',
    id: `00000000-0000-4000-8000-${String(nowMs).slice(-12).padStart(12, '0')}`,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: origin.account,
    time: new Date(nowMs).toISOString().replace('.000Z', 'Z'),
    region: origin.region,
    resources: [schedule.ruleArn],
    detail: {},
  };
}
