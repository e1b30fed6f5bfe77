import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { AwsAutoScalingGroup } from '../adapters/auto-scaling-group';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { DynamoDbTable } from '../adapters/dynamodb-table';
import { EmbeddedMetricLog } from '../adapters/embedded-metric-log';
import { EventBridgeEvents } from '../adapters/event-bridge';
import { CLIENT_LIMITS } from '../adapters/request-limits';
import { readFleetEnvironment } from '../environment/read-fleet-environment';
import { handleScalerEvent } from './handle-scaler-event';
import type { ScalerPorts } from './scaler-ports';

const environment = readFleetEnvironment(process.env, () => ({}));

const ports: ScalerPorts = {
  table: new DynamoDbTable(dynamoDbClient(), environment.tableName),
  group: new AwsAutoScalingGroup(new AutoScalingClient(CLIENT_LIMITS), environment.groupName),
  events: new EventBridgeEvents(new EventBridgeClient(CLIENT_LIMITS), environment.eventBusArn),
  log: new EmbeddedMetricLog(environment.fleetName, console.log),
  clock: Date.now,
};

/** Decides how many nodes the fleet has; woken each minute. */
export const handler = handleScalerEvent(ports, environment);
