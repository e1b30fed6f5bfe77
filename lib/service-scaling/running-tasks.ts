import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { findResources, renderResource } from '../synth/rendered-resource';
import { type Fault, renderFault } from '../validation/fleet-construct-error';
import type { ScalingContext } from './scaling-context';

/**
 * Returns how many tasks of the service run, as Container Insights publishes it. A cluster of this app that does not turn
 * Container Insights on is refused at synth: without it the metric is missing, and nothing would ever scale.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
export function runningTasksOf(context: ScalingContext): cloudwatch.Metric {
  const { cluster, serviceName } = context.service;
  context.construct.node.addValidation({ validate: () => refuseNoInsights(context).map(renderFault) });
  return new cloudwatch.Metric({
    namespace: 'ECS/ContainerInsights',
    metricName: 'RunningTaskCount',
    dimensionsMap: { ClusterName: cluster.clusterName, ServiceName: serviceName },
    statistic: cloudwatch.Stats.AVERAGE,
  });
}

/** An imported cluster renders nothing here, so nothing is known of it. */
function refuseNoInsights({ service }: ScalingContext): Fault[] {
  const clusters = findResources(service.cluster, ['AWS::ECS::Cluster']);
  const without = clusters.filter((cluster) => !hasInsights(renderResource(cluster).Properties?.ClusterSettings));
  return without.map((cluster) => ({
    code: 'NoContainerInsights',
    given: `'${cluster.node.path}' does not turn Container Insights on, whose RunningTaskCount the target divides by`,
    accepted: 'a cluster with Container Insights, or another metric of the number of running tasks',
    fix: 'set containerInsightsV2: ecs.ContainerInsights.ENABLED on the cluster, or give runningTasks',
  }));
}

function hasInsights(settings: unknown): boolean {
  const list: readonly { readonly Name?: unknown; readonly Value?: unknown }[] = Array.isArray(settings)
    ? settings
    : [];
  return list.some(({ Name, Value }) => Name === 'containerInsights' && Value !== 'disabled');
}
