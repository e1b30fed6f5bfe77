import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import type { ResourceReport } from '../../report/report';
import { clientSettings, type LocalCloud } from '../cloud';
import { type Answer, type AskService, serviceAsker, VERIFIER } from './ask-service';
import { COMPUTE_CHECKS } from './compute-checks';
import { DATA_CHECKS } from './data-checks';
import { type DeclaredResource, declaredResources, declaredStacks } from './declared-resources';
import { type DeployedResource, deployedResource, UnresolvableError } from './deployed-resource';
import type { ExistenceChecks } from './existence-check';
import { NETWORK_CHECKS } from './network-checks';
import { OPERATIONS_CHECKS } from './operations-checks';

/** What the verifier found, and what it can ask for again after destroy. */
export interface Verification {
  readonly report: ResourceReport;
  /** The resources whose services said that they exist. */
  readonly verified: readonly DeployedResource[];
}

/** What was found of one declared resource. */
type Finding =
  | { readonly kind: 'verified'; readonly resource: DeployedResource }
  | { readonly kind: 'missing' | 'unverifiable'; readonly declared: DeclaredResource; readonly detail: string };

export const EXISTENCE_CHECKS: ExistenceChecks = {
  ...NETWORK_CHECKS,
  ...DATA_CHECKS,
  ...COMPUTE_CHECKS,
  ...OPERATIONS_CHECKS,
};

/**
 * Returns which of the resources that a cloud assembly declares exist, by asking each resource's own service: an emulator's
 * CloudFormation says CREATE_COMPLETE also of what it has ignored.
 */
export async function verifyResources(cloud: LocalCloud, assembly: string): Promise<Verification> {
  const client = new CloudFormationClient(clientSettings(cloud, VERIFIER));
  const ask = serviceAsker(cloud);
  const findings: Finding[] = [];
  for (const { stackName, template } of declaredStacks(assembly)) {
    findings.push(...(await verifyStack({ client, ask }, stackName, template)));
  }
  client.destroy();
  return toVerification(findings);
}

interface Means {
  readonly client: CloudFormationClient;
  readonly ask: AskService;
}

async function verifyStack(means: Means, stackName: string, template: string): Promise<readonly Finding[]> {
  const made = await describeStack(means.client, stackName);
  const declared = declaredResources(template);
  const findings = await Promise.all(declared.map((resource) => verifyResource(means.ask, resource, made)));
  for (const nested of declared) {
    const nestedName = made.get(nested.logicalId)?.PhysicalResourceId;
    if (nested.nestedTemplate && nestedName) {
      findings.push(...(await verifyStack(means, nestedName, nested.nestedTemplate)));
    }
  }
  return findings;
}

async function describeStack(client: CloudFormationClient, name: string): Promise<ReadonlyMap<string, StackResource>> {
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
  return new Map(StackResources.map((resource) => [resource.LogicalResourceId ?? '', resource]));
}

async function verifyResource(
  ask: AskService,
  declared: DeclaredResource,
  stack: ReadonlyMap<string, StackResource>,
): Promise<Finding> {
  const made = stack.get(declared.logicalId);
  if (!made?.PhysicalResourceId) {
    const detail = declared.conditional ? 'its condition may be false' : 'its stack does not list it';
    return { kind: declared.conditional ? 'unverifiable' : 'missing', declared, detail };
  }
  if (!made.ResourceStatus?.endsWith('_COMPLETE')) {
    return { kind: 'missing', declared, detail: `its stack says ${made.ResourceStatus}` };
  }
  const resource = deployedResource(declared, made.PhysicalResourceId, stack);
  const answer = await askForResource(ask, resource);
  if (answer.kind === 'exists') {
    return { kind: 'verified', resource };
  }
  return { kind: answer.kind === 'unknown' ? 'unverifiable' : 'missing', declared, detail: answer.detail };
}

/** Returns what the service of a resource says about it, whenever asked. */
export async function askForResource(ask: AskService, resource: DeployedResource): Promise<Answer> {
  const check = EXISTENCE_CHECKS[resource.type];
  try {
    return check ? await ask(check(resource)) : { kind: 'unknown', detail: 'there is no check for its type' };
  } catch (error) {
    if (error instanceof UnresolvableError) {
      return { kind: 'unknown', detail: error.message };
    }
    throw error;
  }
}

function toVerification(findings: readonly Finding[]): Verification {
  const verified = findings.flatMap((finding) => (finding.kind === 'verified' ? [finding.resource] : []));
  const listed = (kind: Finding['kind']) =>
    findings.flatMap((finding) => {
      if (finding.kind === 'verified' || finding.kind !== kind) {
        return [];
      }
      const { logicalId, type } = finding.declared;
      return [{ logicalId, type, detail: finding.detail }];
    });
  return {
    verified,
    report: {
      declared: findings.length,
      verified: verified.length,
      missing: listed('missing'),
      unverifiable: listed('unverifiable').map(({ logicalId, type }) => ({ logicalId, type })),
      leftAfterDestroy: [],
    },
  };
}
