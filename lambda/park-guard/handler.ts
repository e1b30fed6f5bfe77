import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { Environment } from '../../core/contract/environment';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { CLIENT_LIMITS } from '../adapters/request-limits';
import { renderAnswer, sendAnswer } from '../cloudformation/custom-resource';
import { EnvironmentReader } from '../environment/environment-reader';
import { countInService } from './count-in-service';
import { firstOwnedShard } from './first-owned-shard';
import { guardFleet } from './judge-request';

const reader = new EnvironmentReader(process.env);
const fleetName = reader.text(Environment.FLEET_NAME);
const tableName = reader.text(Environment.TABLE_NAME);
const groupName = reader.text(Environment.GROUP_NAME);
reader.throwIfAny();

const table = dynamoDbClient();
const groups = new AutoScalingClient(CLIENT_LIMITS);

/** Refuses the deletion of the fleet's stack while nodes own shards or are in service, and another number of shards; called by CloudFormation. */
export const handler = guardFleet(
  {
    firstOwnedShard: () => firstOwnedShard(table, tableName),
    instancesInService: () => countInService(groups, groupName),
    answer: (request, verdict) => sendAnswer(request.ResponseURL, renderAnswer(request, verdict)),
  },
  fleetName,
);
