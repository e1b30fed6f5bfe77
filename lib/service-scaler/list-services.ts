import { CustomResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ScaledService } from '../../core/contract/scaled-service';
import { SERVICE_PARTITION, STATE_PARTITION } from '../../core/service-scaling/service-table';
import type { FleetFunction } from '../handler/fleet-function';
import type { ServiceTable } from './service-table';

/** Has each deployment write the services into the table by the function, once that may. */
export function listServices(
  scope: Construct,
  list: FleetFunction,
  services: ServiceTable,
  produce: () => readonly ScaledService[],
): void {
  const read = services.grantItems(list.function, ['Query', 'PutItem'], SERVICE_PARTITION);
  const forget = services.grantItems(list.function, ['DeleteItem'], SERVICE_PARTITION, STATE_PARTITION);
  const resource = new CustomResource(scope, 'List', {
    resourceType: 'Custom::ElasticFleetServices',
    serviceToken: list.function.functionArn,
    serviceTimeout: Duration.minutes(2),
    properties: {
      // A new table has none of them, so its name is part of what they depend on.
      Table: services.table.tableName,
      Services: Lazy.any({ produce: () => produce().map((service) => Stack.of(scope).toJsonString(service)) }),
    },
  });
  read.combine(forget).applyBefore(resource);
}
