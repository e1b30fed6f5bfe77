import type { IAspect } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Dependable, type IConstruct } from 'constructs';

/**
 * Has each service that takes instances from the cluster's capacity providers be made after these were associated with the cluster, and be
 * deleted before they are taken from it. ECS refuses providers that are not associated, and keeps those that a service uses: the deletion of a
 * stack then ends there, and the instances bill on. CDK leaves that order open.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html
 * @see https://github.com/aws/containers-roadmap/issues/631#issuecomment-816354807
 */
export class ServicesAfterProviders implements IAspect {
  constructor(private readonly cluster: ecs.Cluster) {
    // CDK makes the association at synth.
    Dependable.implement(this, {
      get dependencyRoots() {
        return cluster.node.findAll().filter((node) => node instanceof ecs.CfnClusterCapacityProviderAssociations);
      },
    });
  }

  public visit(node: IConstruct): void {
    if (node instanceof ecs.CfnService && node.launchType === undefined && this.isOfCluster(node.node.scope)) {
      node.node.addDependency(this);
    }
  }

  private isOfCluster(service: IConstruct | undefined): boolean {
    return service instanceof ecs.BaseService && service.cluster === this.cluster;
  }
}
