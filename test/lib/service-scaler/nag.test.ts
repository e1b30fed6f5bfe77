import { App, type Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { buildServiceScalerStack } from '../../local/apps/service-scaler-app';
import { type AcceptedReasons, acceptedUnder, nagFindings } from '../support/nag-findings';

const TARGETS = 'arn:<AWS::Partition>:application-autoscaling:<AWS::Region>:<AWS::AccountId>:scalable-target/*';
const SERVICES = 'arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:service/<ClusterEB0386A7>/*';

/** What is accepted, by path below the stack. */
const ACCEPTED: AcceptedReasons = {
  'Web/Services': {
    'AwsSolutions-DDB3': 'All of the table comes back, by a deployment and by the history of metrics.',
  },
  'Web/Scaler/Role': {
    'AwsSolutions-IAM5[Resource::*]': 'Metrics, scalable targets and scaling activities know no resources to read by.',
    [`AwsSolutions-IAM5[Resource::${TARGETS}]`]: 'Ids of targets are known once they exist; a condition says ECS.',
    [`AwsSolutions-IAM5[Resource::${SERVICES}]`]:
      "Reads and resizes a cluster's services: a policy has no room for hundreds.",
  },
};

/** Findings below the scaler; the service around it is a sample. */
function findings(stack: Stack, accepted = acceptedUnder(stack, ACCEPTED)): readonly string[] {
  return nagFindings(stack, accepted).filter((finding) => finding.startsWith('Services/Web/'));
}

describe('AwsSolutions', () => {
  it('finds nothing in a ServiceScaler without a written reason', () => {
    expect(findings(buildServiceScalerStack(new App()))).toEqual([]);
  });

  it('accepts nothing that is no longer found', () => {
    const stack = buildServiceScalerStack(new App());
    const accepted = acceptedUnder(stack, ACCEPTED);
    const found = findings(buildServiceScalerStack(new App()), []);
    const stale = accepted.filter(
      ({ where, id }) => !found.some((finding) => finding.startsWith(where.node.path) && finding.endsWith(`: ${id}`)),
    );
    expect(stale).toEqual([]);
  });
});
