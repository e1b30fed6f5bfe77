import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  type LaunchTemplateSpecification,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { AwsAutoScalingGroup } from '../../lambda/adapters/auto-scaling-group';
import type { OperatedGroup, OperatedGroupPort } from '../ports';

/** The fleet's Auto Scaling group as operators see and change it. */
export class AwsOperatedGroup implements OperatedGroupPort {
  constructor(
    private readonly client: AutoScalingClient,
    private readonly groupName: string,
  ) {}

  /** @throws NoGroupError when there is no group of that name. */
  async describe(): Promise<OperatedGroup> {
    const state = await new AwsAutoScalingGroup(this.client, this.groupName).describe();
    const answer = await this.client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.groupName] }),
    );
    const group = answer.AutoScalingGroups?.[0];
    return { ...state, template: nameOf(specificationOf(group)), templates: templatesOf(group) };
  }

  /**
   * Desired capacity follows by itself when it is below the new minimum.
   * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
   */
  async setMinSize(minSize: number): Promise<void> {
    await this.client.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: this.groupName, MinSize: minSize }),
    );
  }
}

function specificationOf(group: AutoScalingGroup | undefined): LaunchTemplateSpecification | undefined {
  return group?.LaunchTemplate ?? group?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
}

function templatesOf(group: AutoScalingGroup | undefined): ReadonlyMap<string, string> {
  const templates = new Map<string, string>();
  for (const { InstanceId: id, LaunchTemplate: specification } of group?.Instances ?? []) {
    const name = nameOf(specification);
    if (id && name) {
      templates.set(id, name);
    }
  }
  return templates;
}

/** Template and version in one word, to be compared. */
function nameOf(specification: LaunchTemplateSpecification | undefined): string | undefined {
  if (specification === undefined) {
    return undefined;
  }
  const template = specification.LaunchTemplateId ?? specification.LaunchTemplateName ?? '';
  return `${template} version ${specification.Version ?? '$Default'}`;
}
