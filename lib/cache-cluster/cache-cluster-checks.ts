import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { PropertyChecks } from '../validation/property-checks';
import type { CacheClusterProps } from './cache-cluster-props';

/** Nodes of one cluster at most, after the quota has been raised from 90. */
const MOST_NODES = 500;

/**
 * Refuses cache properties that ElastiCache would refuse only after minutes of deploying.
 *
 * @throws FleetConstructError with every fault.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html
 */
export function checkCacheCluster(construct: IConstruct, props: CacheClusterProps, subnets: ec2.SelectedSubnets): void {
  const checks = new PropertyChecks(construct);
  checks.integer('shards', props.shards, { min: 1, max: MOST_NODES });
  checks.integer('replicasPerShard', props.replicasPerShard, { min: 0, max: 5 });
  checks.integer('port', props.port, { min: 1024, max: 65_535 });
  checks.days('snapshotRetention', props.snapshotRetention, { min: 0, max: 35 });
  checks.text(
    'nodeType',
    props.nodeType,
    /^cache\.[a-z0-9-]+\.[a-z0-9]+$/,
    "a cache node type such as 'cache.r7g.large'",
  );
  checkEngineVersion(checks, props.engineVersion);
  checkNodes(checks, props);
  checkZones(checks, props, subnets);
  checks.throwIfAny();
}

/** The version also names the parameter group, so it has to be known at synth. */
function checkEngineVersion(checks: PropertyChecks, engineVersion: string | undefined): void {
  if (engineVersion === undefined) {
    return;
  }
  const isKnown = !Token.isUnresolved(engineVersion) && /^\d+\.\d+$/.test(engineVersion);
  checks.expect(isKnown && Number(engineVersion) >= 7.2, {
    code: 'EngineVersion',
    given: `engineVersion is '${engineVersion}'`,
    accepted: 'a version of Valkey from 7.2 on, as major.minor, known at synth',
    fix: "set e.g. '8.0'",
  });
}

function checkNodes(checks: PropertyChecks, props: CacheClusterProps): void {
  const shards = props.shards ?? 1;
  const replicas = props.replicasPerShard ?? 1;
  if (Token.isUnresolved(shards) || Token.isUnresolved(replicas)) {
    return;
  }
  const nodes = shards * (1 + replicas);
  checks.expect(nodes <= MOST_NODES, {
    code: 'TooManyNodes',
    given: `${shards} shards with ${replicas} replicas each are ${nodes} nodes`,
    accepted: `at most ${MOST_NODES} nodes`,
    fix: 'lower shards or replicasPerShard',
  });
}

function checkZones(checks: PropertyChecks, props: CacheClusterProps, subnets: ec2.SelectedSubnets): void {
  const hasReplicas = props.replicasPerShard === undefined || props.replicasPerShard > 0;
  const zones = countZones(subnets);
  checks.expect(!hasReplicas || zones === undefined || zones >= 2, {
    code: 'TooFewZones',
    given: `replicasPerShard is ${props.replicasPerShard ?? 1} and the subnets lie in ${zones} availability zone`,
    accepted: 'subnets in at least 2 zones, so that a replica survives the loss of a zone',
    fix: 'select more subnets, or set replicasPerShard to 0',
  });
}

/** Undefined where synth cannot tell: a list of subnets that only the deployment knows, or subnets imported without their zones. */
function countZones(subnets: ec2.SelectedSubnets): number | undefined {
  if (Token.isUnresolved(subnets.subnetIds)) {
    return undefined;
  }
  try {
    return new Set(subnets.availabilityZones).size;
  } catch {
    return undefined;
  }
}
