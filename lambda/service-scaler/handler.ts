import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SCALER_DIMENSION } from '../../core/contract/metrics';
import { ApplicationAutoScalingTargets } from '../adapters/application-auto-scaling-targets';
import { CloudWatchMetricHistory } from '../adapters/cloudwatch-metric-history';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { DynamoDbServiceTable } from '../adapters/dynamodb-service-table';
import { EcsTasks } from '../adapters/ecs-tasks';
import { EmbeddedMetricLog } from '../adapters/embedded-metric-log';
import { EventBridgeEvents } from '../adapters/event-bridge';
import { CLIENT_LIMITS } from '../adapters/request-limits';
import { handleTicks } from '../environment/handle-ticks';
import { readScalerEnvironment } from '../environment/read-scaler-environment';
import type { ServiceScalerPorts } from './service-scaler-ports';
import { runServiceScalerTick } from './service-scaler-tick';

const environment = readScalerEnvironment(process.env);

const ports: ServiceScalerPorts = {
  table: new DynamoDbServiceTable(dynamoDbClient(), environment.tableName),
  metrics: new CloudWatchMetricHistory(new CloudWatchClient(CLIENT_LIMITS)),
  targets: new ApplicationAutoScalingTargets(new ApplicationAutoScalingClient(CLIENT_LIMITS)),
  tasks: new EcsTasks(new ECSClient(CLIENT_LIMITS)),
  events: new EventBridgeEvents(new EventBridgeClient(CLIENT_LIMITS), environment.eventBusArn),
  log: new EmbeddedMetricLog(environment.scalerName, console.log, SCALER_DIMENSION),
  clock: Date.now,
};

/** Decides how many units the services have; woken each minute. */
export const handler = handleTicks(ports, () => runServiceScalerTick(ports, environment));
