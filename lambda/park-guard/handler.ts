import { Environment } from '../../core/contract';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { renderAnswer, sendAnswer } from '../cloudformation/custom-resource';
import { EnvironmentReader } from '../environment/environment-reader';
import { firstOwnedShard } from './first-owned-shard';
import { guardFleet } from './judge-request';

const reader = new EnvironmentReader(process.env);
const fleetName = reader.text(Environment.FLEET_NAME);
const tableName = reader.text(Environment.TABLE_NAME);
reader.throwIfAny();

const client = dynamoDbClient();

/** Refuses the deletion of the fleet's stack while nodes own shards, and another number of shards; called by CloudFormation. */
export const handler = guardFleet(
  {
    firstOwnedShard: () => firstOwnedShard(client, tableName),
    answer: (request, verdict) => sendAnswer(request.ResponseURL, renderAnswer(request, verdict)),
  },
  fleetName,
);
