import { setTimeout as pause } from 'node:timers/promises';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Environment } from '../../core/contract/environment';
import { describeGroup } from '../adapters/describe-group';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { DynamoDbTable } from '../adapters/dynamodb-table';
import { EmbeddedMetricLog } from '../adapters/embedded-metric-log';
import { EventBridgeEvents } from '../adapters/event-bridge';
import { CLIENT_LIMITS, requestLimits } from '../adapters/request-limits';
import { homeEpochClient, S3HomeEpochs } from '../adapters/s3-home-epochs';
import { readFleetEnvironment } from '../environment/read-fleet-environment';
import { handleRebalancerEvent, type RebalancerEventPorts } from './handle-rebalancer-event';

const environment = readFleetEnvironment(process.env, (reader) => ({
  bucketName: reader.text(Environment.BUCKET_NAME),
}));

/** One that does not answer at all must leave time for the tick. */
const autoScaling = new AutoScalingClient({ requestHandler: requestLimits(5000) });

const ports: RebalancerEventPorts = {
  table: new DynamoDbTable(dynamoDbClient(), environment.tableName),
  homes: new S3HomeEpochs(homeEpochClient(), environment.bucketName),
  group: { describe: () => describeGroup(autoScaling, environment.groupName) },
  events: new EventBridgeEvents(new EventBridgeClient(CLIENT_LIMITS), environment.eventBusArn),
  log: new EmbeddedMetricLog(environment.fleetName, console.log),
  clock: Date.now,
  pause: (milliseconds) => pause(milliseconds),
};

/** Decides which node holds which shard; woken each minute. */
export const handler = handleRebalancerEvent(ports, environment);
