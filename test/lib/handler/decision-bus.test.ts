import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import {
  ElasticFleet,
  type ScaledServiceProps,
  ScalingPolicy,
  ScalingRule,
  ServiceScaler,
  ServiceScaling,
} from '../../../lib';
import { nvmeMachine } from '../elastic-fleet/fixtures';

const OWN = '111122223333';
const OTHER = '444455556666';

function busArn(account: string, region = 'eu-central-1'): string {
  return `arn:aws:events:${region}:${account}:event-bus/decisions`;
}

function makeStack(app = new App(), account = OWN): Stack {
  return new Stack(app, `Of${account}`, { env: { account, region: 'eu-central-1' } });
}

/** A service of one to three tasks, which the scaler must have one of. */
function servedBy(stack: Stack): ScaledServiceProps {
  const arn = `arn:aws:ecs:eu-central-1:${OWN}:service/cluster/api`;
  const service = ecs.BaseService.fromServiceArnWithCluster(stack, 'Api', arn);
  const scaling = new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 3 });
  scaling.trackCpuUtilization({ targetPercent: 60 });
  const rule = ScalingRule.predictive({
    metric: 'requests',
    unitCapacity: 100,
    maxUnmet: 0.01,
    startUp: Duration.seconds(75),
  });
  const policy = ScalingPolicy.of({ leastUnits: 1, mostUnits: 3, rules: [rule] });
  const requests = new cloudwatch.Metric({ namespace: 'App', metricName: 'Requests' });
  return { scaling, policy, metrics: { requests } };
}

const makers = {
  fleet: (stack: Stack, eventBus?: events.IEventBus) =>
    new ElasticFleet(stack, 'Decider', {
      vpc: new ec2.Vpc(stack, 'Vpc'),
      machine: nvmeMachine(),
      maxNodes: 3,
      shardCount: 4,
      eventBus,
    }),
  scaler: (stack: Stack, eventBus?: events.IEventBus) => {
    const scaler = new ServiceScaler(stack, 'Decider', { eventBus });
    scaler.addService(servedBy(stack));
    return scaler;
  },
};

describe.each([
  ['a fleet', makers.fleet, 'FLEET_EVENT_BUS_ARN'],
  ['a service scaler', makers.scaler, 'SCALER_EVENT_BUS_ARN'],
] as const)('the event bus of %s', (_, make, variable) => {
  const sendsTo = (stack: Stack, arn: unknown) => {
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ [variable]: arn }) },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{ Action: 'events:PutEvents', Effect: 'Allow', Resource: arn }]),
      },
    });
  };

  it('may be of another account, which its ARN tells and its name does not', () => {
    const stack = makeStack();
    make(stack, events.EventBus.fromEventBusArn(stack, 'Bus', busArn(OTHER)));

    sendsTo(stack, busArn(OTHER));
  });

  it('may have an ARN that only the deployment knows', () => {
    const stack = makeStack();
    const arn = new CfnParameter(stack, 'BusArn').valueAsString;
    make(stack, events.EventBus.fromEventBusArn(stack, 'Bus', arn)).onDecision('Rule');

    sendsTo(stack, { Ref: 'BusArn' });
  });

  it('may be a new one, which its rules are on', () => {
    const stack = makeStack();
    const bus = new events.EventBus(stack, 'Bus');
    make(stack, bus).onDecision('Rule');

    sendsTo(stack, stack.resolve(bus.eventBusArn));
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventBusName: stack.resolve(bus.eventBusName),
    });
  });

  it('fails in another region, where no event can be sent to', () => {
    const stack = makeStack();
    const bus = events.EventBus.fromEventBusArn(stack, 'Bus', busArn(OWN, 'us-east-1'));

    expect(() => make(stack, bus)).toThrow(/BusElsewhere\] eventBus is a bus of region us-east-1/);
  });

  it('fails to get a rule in an account that is not its own, where the rule would listen to another bus', () => {
    const stack = makeStack();
    const decider = make(stack, events.EventBus.fromEventBusArn(stack, 'Bus', busArn(OTHER)));

    expect(() => decider.onDecision('Rule')).toThrow(
      /RuleElsewhere\] the rule 'Rule' would be of account 111122223333/,
    );
  });

  it('gets its rules in a stack of its own account', () => {
    const app = new App();
    const stack = makeStack(app);
    const theirs = makeStack(app, OTHER);
    const decider = make(stack, events.EventBus.fromEventBusArn(stack, 'Bus', busArn(OTHER)));
    decider.onDecision('Rule', { crossStackScope: theirs });

    Template.fromStack(theirs).hasResourceProperties('AWS::Events::Rule', { EventBusName: 'decisions' });
  });
});
