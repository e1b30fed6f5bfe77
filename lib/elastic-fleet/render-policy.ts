import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { POLICY_DEFAULTS } from '../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
import { FleetConstructError } from '../validation/fleet-construct-error';
import type { ElasticFleetProps } from './elastic-fleet-props';

const POLICY_FAULT = 'PolicyNotAccepted';

const MOST_NODES = 1000;

/**
 * Returns the fleet's policy as the JSON that its handlers and agents read.
 *
 * @throws FleetConstructError with every fault of the policy.
 */
export function renderPolicy(construct: Construct, props: ElasticFleetProps): string {
  const leaseSeconds = props.lease?.toSeconds() ?? POLICY_DEFAULTS.leaseSeconds;
  const policy = {
    minNodes: props.minNodes ?? 1,
    maxNodes: props.maxNodes,
    shardCount: props.shardCount,
    strategy: props.strategy ?? POLICY_DEFAULTS.strategy,
    scaling: props.scaling ?? POLICY_DEFAULTS.scaling,
    thresholds: definedMembers(props.thresholds ?? POLICY_DEFAULTS.thresholds),
    scaleInAfterSeconds: props.scaleInAfter?.toSeconds() ?? POLICY_DEFAULTS.scaleInAfterSeconds,
    rebalanceAboveMaxOverMean: props.rebalanceThreshold ?? POLICY_DEFAULTS.rebalanceAboveMaxOverMean,
    moveBudgets: { ...POLICY_DEFAULTS.moveBudgets, ...definedMembers(props.moveBudgets ?? {}) },
    moveTimeoutSeconds: props.moveTimeout?.toSeconds() ?? POLICY_DEFAULTS.moveTimeoutSeconds,
    replicas: props.replicas ?? POLICY_DEFAULTS.replicas,
    flush: {
      bytes: props.flushBytes?.toBytes() ?? POLICY_DEFAULTS.flush.bytes,
      seconds: props.flushAfter?.toSeconds() ?? POLICY_DEFAULTS.flush.seconds,
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

type StandIns = Readonly<Record<string, number>>;

/** Stand in for numbers that only the deployment knows while the rest is judged, and fit whatever is known. */
function standIns({ maxNodes }: ElasticFleetProps): StandIns {
  return { minNodes: Token.isUnresolved(maxNodes) ? MOST_NODES : maxNodes, maxNodes: MOST_NODES, shardCount: 1 };
}

/** Returns the policy with stand-ins for what only the deployment knows, or without it where a default does. */
function judgeable(policy: object, replacements: StandIns): object {
  return Object.fromEntries(
    Object.entries(policy).map(([name, value]) => {
      if (Token.isUnresolved(value)) {
        return [name, replacements[name]];
      }
      return [name, typeof value === 'object' ? judgeable(value, replacements) : value];
    }),
  );
}

/** What is left out has a default in the policy's parser; `undefined` is no JSON. */
function definedMembers<Members extends object>(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members;
}
