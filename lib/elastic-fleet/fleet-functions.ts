import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { SCALER_PURPOSE } from '../../core/contract/deployment';
import { PARTITION_KEY, SHARD_PARTITION } from '../../core/table/table-schema';
import { FleetFunction } from '../handler/fleet-function';
import { findResources } from '../synth/rendered-resource';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import type { ShardTable } from './shard-table';

/** What all of the fleet's functions have in common. */
export interface FunctionSettings {
  readonly fleetName: string;
  readonly environment: { readonly [name: string]: string };
  readonly logRetention: logs.RetentionDays;
  readonly encryptionKey?: kms.IKey;
}

/** The fleet's functions. */
export interface FleetFunctions {
  readonly scaler: FleetFunction;
  readonly rebalancer: FleetFunction;
  readonly lifecycle: FleetFunction;
  readonly publisher: FleetFunction;
}

/** The rebalancer waits up to 75 s for a lease to end, and then has the time of a tick. */
const REBALANCER_TIMEOUT = Duration.seconds(125);

/** Creates the functions of a fleet; they have no rights yet. */
export function createFleetFunctions(scope: Construct, settings: FunctionSettings): FleetFunctions {
  const { fleetName, environment, logRetention, encryptionKey } = settings;
  const create = (id: string, description: string, timeout?: Duration) =>
    new FleetFunction(scope, id, {
      handler: id.toLowerCase(),
      description: `Fleet ${fleetName}: ${description}`,
      environment: { ...environment },
      logRetention,
      encryptionKey,
      timeout,
    });
  return {
    scaler: create('Scaler', SCALER_PURPOSE),
    rebalancer: create('Rebalancer', 'decides which node holds which shard', REBALANCER_TIMEOUT),
    lifecycle: create('Lifecycle', 'lets instances in when healthy and out when empty'),
    publisher: create('Publisher', 'publishes the shard map'),
  };
}

/**
 * Has the homes emptied only after the publisher is gone: what empties them keeps writers away just until the bucket's policy is deleted,
 * and a map that is published anew would keep the bucket from being deleted.
 */
export function emptyHomesAfter(publisher: FleetFunction, homes: ITieredBucket): void {
  publisher.function.node.addDependency(...findResources(homes.bucket, ['Custom::S3AutoDeleteObjects']));
}

/**
 * Wakes the publisher when a shard's row has changed, at most once in 5 seconds. Heartbeats do not wake it: what they
 * change in the map, addresses of new nodes, comes with the next shard that such a node gets, or with the next minute.
 * A batch that failed is not tried again, since the next tick reads the table anew.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
export function wakeOnShardChanges(publisher: FleetFunction, shardTable: ShardTable): void {
  const isShard = lambda.FilterCriteria.filter({
    dynamodb: { Keys: { [PARTITION_KEY]: { S: lambda.FilterRule.isEqual(SHARD_PARTITION) } } },
  });
  publisher.function.addEventSource(
    new sources.DynamoEventSource(shardTable.table, {
      startingPosition: lambda.StartingPosition.LATEST,
      filters: [isShard],
      batchSize: 1000,
      maxBatchingWindow: Duration.seconds(5),
      parallelizationFactor: 1,
      retryAttempts: 0,
      maxRecordAge: Duration.seconds(60),
    }),
  );
}
