import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Environment } from '../../core/contract/environment';
import { AwsAutoScalingGroup } from '../adapters/auto-scaling-group';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { DynamoDbTable } from '../adapters/dynamodb-table';
import { EmbeddedMetricLog } from '../adapters/embedded-metric-log';
import { EventBridgeEvents } from '../adapters/event-bridge';
import { CLIENT_LIMITS } from '../adapters/request-limits';
import { readFleetEnvironment } from '../environment/read-fleet-environment';
import { handleLifecycleEvent } from './handle-lifecycle-event';
import type { LifecyclePorts } from './lifecycle-ports';

const environment = readFleetEnvironment(process.env, (reader) => ({
  launchHookName: reader.text(Environment.LAUNCH_HOOK_NAME),
  terminateHookName: reader.text(Environment.TERMINATE_HOOK_NAME),
}));

const ports: LifecyclePorts = {
  table: new DynamoDbTable(dynamoDbClient(), environment.tableName),
  group: new AwsAutoScalingGroup(new AutoScalingClient(CLIENT_LIMITS), environment.groupName),
  events: new EventBridgeEvents(new EventBridgeClient(CLIENT_LIMITS), environment.eventBusArn),
  log: new EmbeddedMetricLog(environment.fleetName, console.log),
  clock: Date.now,
};

/** Answers the lifecycle hooks of the group; woken by their events and each minute. */
export const handler = handleLifecycleEvent(ports, environment);
