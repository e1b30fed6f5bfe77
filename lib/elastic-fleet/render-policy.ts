import { type Duration, SizeRoundingBehavior, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MOST_SHARDS_A_NODE } from '../../core/fleet/node';
import { METRIC_KEYS, POLICY_DEFAULTS } from '../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
import { renderWindow } from '../scaling-policy/render-window';
import { FleetConstructError } from '../validation/fleet-construct-error';
import type { ElasticFleetProps } from './elastic-fleet-props';
import type { FleetForecast } from './fleet-limits';

const POLICY_FAULT = 'PolicyNotAccepted';

const MOST_NODES = 1000;
const MIDDLING_PERCENT = 50;
const MOST_DOLLARS = 1_000_000;
const LEAST_DOLLARS = 1e-6;

/**
 * Returns the fleet's policy as the JSON that its handlers and agents read.
 *
 * @throws FleetConstructError with every fault of the policy.
 */
export function renderPolicy(construct: Construct, props: ElasticFleetProps): string {
  const leaseSeconds = secondsOf(props.lease) ?? POLICY_DEFAULTS.leaseSeconds;
  const policy = {
    minNodes: props.minNodes ?? 1,
    maxNodes: props.maxNodes,
    shardCount: props.shardCount,
    strategy: props.strategy ?? POLICY_DEFAULTS.strategy,
    scaling: props.scaling ?? POLICY_DEFAULTS.scaling,
    thresholds: definedMembers(props.thresholds ?? POLICY_DEFAULTS.thresholds),
    scaleInAfterSeconds: secondsOf(props.scaleInAfter) ?? POLICY_DEFAULTS.scaleInAfterSeconds,
    ...renderSizing(props),
    rebalanceAboveMaxOverMean: props.rebalanceThreshold ?? POLICY_DEFAULTS.rebalanceAboveMaxOverMean,
    moveBudgets: { ...POLICY_DEFAULTS.moveBudgets, ...definedMembers(props.moveBudgets ?? {}) },
    moveTimeoutSeconds: secondsOf(props.moveTimeout) ?? POLICY_DEFAULTS.moveTimeoutSeconds,
    replicas: props.replicas ?? POLICY_DEFAULTS.replicas,
    flush: {
      bytes: props.flushBytes?.toBytes({ rounding: SizeRoundingBehavior.NONE }) ?? POLICY_DEFAULTS.flush.bytes,
      seconds: secondsOf(props.flushAfter) ?? POLICY_DEFAULTS.flush.seconds,
    },
    leaseSeconds,
    heartbeatSeconds: Math.floor(leaseSeconds / 3),
  };
  const parsed = parseFleetPolicy(JSON.stringify(judgeable(policy, standIns(props))));
  if ('faults' in parsed) {
    const lines = parsed.faults.map((fault) => `[${POLICY_FAULT}] ${fault}`);
    throw new FleetConstructError(construct, POLICY_FAULT, lines);
  }
  return Stack.of(construct).toJsonString(policy);
}

/** A part of a second is refused with the rest of the policy, where CDK's own words would name no property. */
function secondsOf(duration: Duration | undefined): number | undefined {
  return duration?.toSeconds({ integral: false });
}

/** Only what was given: the policy travels in environments of 4 KB and to every node. */
function renderSizing({ forecast, scheduleWindows, costCeiling, growthFactor }: ElasticFleetProps): object {
  return definedMembers({
    forecast: forecast && renderForecast(forecast),
    windows: scheduleWindows?.map((window) => definedMembers(renderWindow(window))),
    costCeiling: costCeiling && definedMembers(costCeiling),
    limits: growthFactor === undefined ? undefined : { growthFactor },
  });
}

function renderForecast({ maxUnmet, startUp, metricDelay }: FleetForecast): object {
  return definedMembers({
    maxUnmet,
    startUpSeconds: secondsOf(startUp),
    metricDelaySeconds: secondsOf(metricDelay),
  });
}

type StandIns = Readonly<Record<string, number | string>>;

/** Stand in for what only the deployment knows while the rest is judged, and fit whatever is known. */
function standIns({ shardCount }: ElasticFleetProps): StandIns {
  const leastForShards = Token.isUnresolved(shardCount) ? 1 : Math.ceil(shardCount / MOST_SHARDS_A_NODE);
  return {
    ...Object.fromEntries(METRIC_KEYS.map((name) => [name, MIDDLING_PERCENT])),
    minNodes: Math.max(1, leastForShards),
    maxNodes: MOST_NODES,
    shardCount: 1,
    maxUnmet: 0.001,
    startUpSeconds: 60,
    dollarsPerHour: MOST_DOLLARS,
    nodeDollarsPerHour: LEAST_DOLLARS,
    start: '0 0 * * *',
    timeZone: 'UTC',
    minutes: 1,
    floor: 0,
    ceiling: MOST_NODES,
  };
}

/** Returns the policy with stand-ins for what only the deployment knows, or without it where a default does. */
function judgeable(value: unknown, replacements: StandIns, name = ''): unknown {
  if (Token.isUnresolved(value)) {
    return replacements[name];
  }
  if (Array.isArray(value)) {
    return value.map((member) => judgeable(member, replacements));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, judgeable(member, replacements, key)]));
}

/** What is left out has a default in the policy's parser; `undefined` is no JSON. */
function definedMembers<Members extends object>(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members;
}
