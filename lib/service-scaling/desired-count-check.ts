import { type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct, IValidation } from 'constructs';
import { findResources, renderResource } from '../synth/rendered-resource';
import { isReference } from '../synth/stack-reference';
import { type Fault, renderFault } from '../validation/fleet-construct-error';

/**
 * Refuses, at synth, whatever else sets the number of tasks of a scaled service: another target, a deployment, or its instances.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html
 */
export class DesiredCountCheck implements IValidation {
  constructor(
    private readonly scaling: IConstruct,
    private readonly service: ecs.IBaseService,
    private readonly target: appscaling.ScalableTarget,
  ) {}

  public validate(): string[] {
    return [...this.refuseRenderedCount(), ...this.refuseDaemon(), ...this.refuseOtherTargets()].map(renderFault);
  }

  /** An imported service renders nothing here, so there is nothing to refuse. */
  private services(): CfnResource[] {
    return findResources(this.service, ['AWS::ECS::Service']);
  }

  private refuseDaemon(): Fault[] {
    const daemons = this.services().filter(
      (service) => renderResource(service).Properties?.SchedulingStrategy === 'DAEMON',
    );
    return daemons.map((service) => ({
      code: 'DaemonScaled',
      given: `'${service.node.path}' is a daemon, which has one task on each instance`,
      accepted: 'a service of the strategy REPLICA',
      fix: 'leave daemon out, or remove the scaling',
    }));
  }

  private refuseRenderedCount(): Fault[] {
    const rendering = this.services().filter(
      (service) => renderResource(service).Properties?.DesiredCount !== undefined,
    );
    return rendering.map((service) => ({
      code: 'DesiredCountRendered',
      given: `'${service.node.path}' renders DesiredCount ${JSON.stringify(renderResource(service).Properties?.DesiredCount)}`,
      accepted: 'no DesiredCount on a scaled service, since every deployment would reset it',
      fix: "leave desiredCount out and use minCapacity; where a pattern sets it, call addPropertyDeletionOverride('DesiredCount')",
    }));
  }

  private refuseOtherTargets(): Fault[] {
    const own = this.target.node.defaultChild;
    const scope: IConstruct = Stage.of(this.scaling) ?? this.scaling.node.root;
    const others = findResources(scope, ['AWS::ApplicationAutoScaling::ScalableTarget']).filter(
      (resource) => resource !== own && this.isOfSameService(resource),
    );
    return others.map((resource) => ({
      code: 'SecondScalableTarget',
      given: `'${resource.node.path}' is another scalable target of the service`,
      accepted: 'one scalable target for a service, since the two would overwrite each other',
      fix: 'remove it, e.g. the call of autoScaleTaskCount, and add targets here',
    }));
  }

  private isOfSameService(resource: CfnResource): boolean {
    const { service } = this;
    const name = `service/${service.cluster.clusterName}/${service.serviceName}`;
    return isReference(renderResource(resource).Properties?.ResourceId, Stack.of(resource), Stack.of(service), name);
  }
}
