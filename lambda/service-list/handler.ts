import { ScalerEnvironment } from '../../core/contract/environment';
import { dynamoDbClient } from '../adapters/dynamodb-client';
import { DynamoDbServiceList } from '../adapters/dynamodb-service-list';
import { renderAnswer, sendAnswer } from '../cloudformation/custom-resource';
import { EnvironmentReader } from '../environment/environment-reader';
import { keepServices } from './keep-services';

const reader = new EnvironmentReader(process.env);
const tableName = reader.text(ScalerEnvironment.TABLE_NAME);
reader.throwIfAny();

/** Writes the services of a deployment into the scaler's table; called by CloudFormation. */
export const handler = keepServices({
  list: new DynamoDbServiceList(dynamoDbClient(), tableName),
  answer: (request, verdict) => sendAnswer(request.ResponseURL, renderAnswer(request, verdict)),
});
