import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SERVICE_CONTROLLER, SERVICE_PARTITION, STATE_PARTITION } from '../../core/service-scaling/service-table';
import { CONTROLLER_PARTITION, decisionPartition } from '../../core/table/table-schema';
import type { FleetFunction } from '../handler/fleet-function';
import type { ServiceTable } from './service-table';

/** Grants what a scaler does whatever its services are: read, remember, and tell. */
export function grantWork(
  { function: scaler }: FleetFunction,
  services: ServiceTable,
  eventBus: events.IEventBus,
): void {
  services.grantItems(scaler, ['Query'], SERVICE_PARTITION, STATE_PARTITION);
  const written = [STATE_PARTITION, decisionPartition(SERVICE_CONTROLLER), CONTROLLER_PARTITION];
  services.grantItems(scaler, ['PutItem'], ...written);
  services.grantItems(scaler, ['GetItem', 'UpdateItem'], CONTROLLER_PARTITION);
  grantReadScaling(scaler);
  eventBus.grantPutEventsTo(scaler);
}

/**
 * Grants reading what a service's size is decided from. Targets, activities and metrics other than PromQL's know
 * no resources to narrow it to.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
function grantReadScaling(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: [
      'application-autoscaling:DescribeScalableTargets',
      'application-autoscaling:DescribeScalingActivities',
      'cloudwatch:GetMetricData',
    ],
    resourceArns: ['*'],
  });
}
