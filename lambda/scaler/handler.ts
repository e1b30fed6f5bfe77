import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Environment } from '../../core/contract';
import { parseServiceFloors } from '../../core/policy/parse-service-floors';
import { ApplicationAutoScalingFloors } from '../adapters/application-auto-scaling-floors';
import { AwsAutoScalingGroup } from '../adapters/auto-scaling-group';
import { CloudWatchServiceMetrics } from '../adapters/cloudwatch-service-metrics';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { DynamoDbTable } from '../adapters/dynamodb-table';
import { EmbeddedMetricLog } from '../adapters/embedded-metric-log';
import { EventBridgeEvents } from '../adapters/event-bridge';
import { readFleetEnvironment } from '../environment/read-fleet-environment';
import { handleScalerEvent } from './handle-scaler-event';
import type { ScalerPorts } from './scaler-ports';

const environment = readFleetEnvironment(process.env, (reader) => ({
  serviceFloors: reader.parsed(Environment.SERVICE_FLOORS, parseServiceFloors)?.floors ?? [],
}));

const ports: ScalerPorts = {
  table: new DynamoDbTable(dynamoDbClient(), environment.tableName),
  group: new AwsAutoScalingGroup(new AutoScalingClient(), environment.groupName),
  serviceMetrics: new CloudWatchServiceMetrics(new CloudWatchClient()),
  floors: new ApplicationAutoScalingFloors(new ApplicationAutoScalingClient()),
  events: new EventBridgeEvents(new EventBridgeClient(), environment.eventBusName),
  log: new EmbeddedMetricLog(environment.fleetName, console.log),
  clock: Date.now,
};

/** Decides how many nodes the fleet has; woken each minute. */
export const handler = handleScalerEvent(ports, environment);
