import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { Environment } from '../../core/contract/environment';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { DynamoDbTable } from '../adapters/dynamodb-table';
import { EmbeddedMetricLog } from '../adapters/embedded-metric-log';
import { CLIENT_LIMITS } from '../adapters/request-limits';
import { s3MapStore } from '../adapters/s3-map-store';
import { readFleetEnvironment } from '../environment/read-fleet-environment';
import { handlePublisherEvent } from './handle-publisher-event';
import type { PublisherPorts } from './publisher-ports';

const environment = readFleetEnvironment(process.env, (reader) => ({
  bucketName: reader.text(Environment.BUCKET_NAME),
}));

const ports: PublisherPorts = {
  table: new DynamoDbTable(dynamoDbClient(), environment.tableName),
  store: s3MapStore(new S3Client(CLIENT_LIMITS), environment.bucketName),
  log: new EmbeddedMetricLog(environment.fleetName, console.log),
  clock: Date.now,
  pause,
  unique: randomUUID,
};

/**
 * Publishes the shard map; woken by the table's stream, and each minute. It decides nothing, so it publishes in
 * observe-only mode too.
 */
export const handler = handlePublisherEvent(ports);
