import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { POLICY_DEFAULTS, type Thresholds } from '../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
import { FleetConstructError } from '../validation/fleet-construct-error';
import type { ElasticFleetProps } from './elastic-fleet-props';

const POLICY_FAULT = 'PolicyNotAccepted';

/** Stand in for numbers that only the deployment knows while the rest of the policy is judged. */
const STAND_INS = { minNodes: 1, maxNodes: 1000, shardCount: 1 };

/**
 * Returns the fleet's policy as the JSON that its handlers read.
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
    thresholds: definedThresholds(props),
    scaleInAfterSeconds: props.scaleInAfter?.toSeconds() ?? POLICY_DEFAULTS.scaleInAfterSeconds,
    rebalanceAboveMaxOverMean: props.rebalanceThreshold ?? POLICY_DEFAULTS.rebalanceAboveMaxOverMean,
    leaseSeconds,
    heartbeatSeconds: Math.floor(leaseSeconds / 3),
  };
  const judged = Object.fromEntries(
    Object.entries(policy).map(([name, value]) => [name, Token.isUnresolved(value) ? standIn(name) : value]),
  );
  const parsed = parseFleetPolicy(JSON.stringify(judged));
  if ('faults' in parsed) {
    const lines = parsed.faults.map((fault) => `[${POLICY_FAULT}] ${fault}`);
    throw new FleetConstructError(construct, POLICY_FAULT, lines);
  }
  return Stack.of(construct).toJsonString(policy);
}

function standIn(name: string): number | undefined {
  return STAND_INS[name as keyof typeof STAND_INS];
}

function definedThresholds(props: ElasticFleetProps): Thresholds {
  const given = Object.entries(props.thresholds ?? POLICY_DEFAULTS.thresholds);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
