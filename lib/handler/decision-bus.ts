import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { Construct, IConstruct } from 'constructs';
import { PropertyChecks } from '../validation/property-checks';

/**
 * Returns the bus that decisions are sent to, by default the account's default bus.
 *
 * @throws FleetConstructError when it is of another region: EventBridge takes events at the bus's own region alone.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export function decisionBus(scope: Construct, given: events.IEventBus | undefined): events.IEventBus {
  if (given === undefined) {
    return events.EventBus.fromEventBusName(scope, 'DefaultBus', 'default');
  }
  const { region } = Stack.of(scope);
  new PropertyChecks(scope)
    .expect(!differ(given.env.region, region), {
      code: 'BusElsewhere',
      given: `eventBus is a bus of region ${given.env.region}`,
      accepted: `a bus of the functions' region, ${region}`,
      fix: 'give a bus of that region, with a rule whose target is the other bus',
    })
    .throwIfAny();
  return given;
}

/**
 * Returns a rule for events of the bus, without a pattern or target of its own.
 *
 * @throws FleetConstructError when the bus is of another account or region than the rule: it would listen to a bus of that name there.
 */
export function ruleOnBus(
  scope: Construct,
  id: string,
  eventBus: events.IEventBus,
  options: events.OnEventOptions,
): events.Rule {
  const place = options.crossStackScope ?? scope;
  refuseForeignRule(place, id, eventBus);
  return new events.Rule(place, id, { ...options, eventBus });
}

function refuseForeignRule(place: IConstruct, id: string, { env }: events.IEventBus): void {
  const stack = Stack.of(place);
  new PropertyChecks(place)
    .expect(!differ(env.account, stack.account) && !differ(env.region, stack.region), {
      code: 'RuleElsewhere',
      given: `the rule '${id}' would be of account ${stack.account} and region ${stack.region}, its bus is of ${env.account} and ${env.region}`,
      accepted: 'a rule where its bus is, since a rule knows its bus by name',
      fix: 'make the rule in a stack of the account and region of the bus, and give that stack as crossStackScope',
    })
    .throwIfAny();
}

function differ(first: string, second: string): boolean {
  return Token.compareStrings(first, second) === TokenComparison.DIFFERENT;
}
