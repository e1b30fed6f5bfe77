import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { findResources } from '../synth/rendered-resource';
import type { PropertyChecks } from '../validation/property-checks';

/** Name of a metric that ECS publishes of a service. */
export type ServiceMetricName = 'CPUUtilization' | 'MemoryUtilization';

const RESOLUTION_SECONDS = 20;

/**
 * Makes ECS publish metrics of a service each 20 seconds.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/target-tracking-faster-auto-scaling.html
 */
export class HighResolutionMetrics {
  private readonly names: ServiceMetricName[] = [];

  constructor(private readonly service: ecs.IBaseService) {}

  /** Records why the service cannot be made to publish them. */
  check(checks: PropertyChecks): void {
    const resource = this.resource();
    checks.expect(resource !== undefined, {
      code: 'ServiceNotInApp',
      given: `highResolution is true and '${this.service.node.path}' is imported`,
      accepted: 'a service of this app, since its resource tells ECS to publish each 20 seconds',
      fix: 'scale it where it is created, or leave highResolution out',
    });
    checks.expect(resource?.monitoring === undefined || this.names.length > 0, {
      code: 'MonitoringSet',
      given: `'${resource?.node.path}' sets its monitoring already`,
      accepted: 'a service whose monitoring is left to its ServiceScaling',
      fix: 'remove the assignment of monitoring',
    });
  }

  /** Returns the resource of the service, which now publishes the metric each 20 seconds. */
  enable(name: ServiceMetricName): ecs.CfnService {
    const resource = this.resource();
    if (resource === undefined) {
      throw new Error(`'${this.service.node.path}' has no resource: check() comes first`);
    }
    this.names.push(name);
    resource.monitoring = {
      metricConfigurations: [{ metricNames: [...this.names], resolutionSeconds: RESOLUTION_SECONDS }],
    };
    return resource;
  }

  private resource(): ecs.CfnService | undefined {
    const [resource] = findResources(this.service, ['AWS::ECS::Service']);
    return resource as ecs.CfnService | undefined;
  }
}
