import type { LoggedCall } from '../../../../local/laws/call-log';
import { list, type Place, parameter, type Right, type RightsOfCall } from './right';

/** A transaction needs the rights of the actions that it is made of. */
const ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
};

/**
 * Rights by operation on the table.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const DYNAMODB_RIGHTS: Readonly<Record<string, RightsOfCall>> = {
  GetItem: onItem,
  PutItem: onItem,
  UpdateItem: onItem,
  DeleteItem: onItem,
  Query: onIndexOrTable,
  TransactWriteItems: ofTransaction,
};

function onItem(call: LoggedCall, place: Place): readonly Right[] {
  return [right(call.operation, tableArn(call, place), list(call, 'LeadingKeys'))];
}

function onIndexOrTable(call: LoggedCall, place: Place): readonly Right[] {
  const index = call.params?.IndexName === undefined ? '' : `/index/${parameter(call, 'IndexName')}`;
  return [right('Query', `${tableArn(call, place)}${index}`, list(call, 'LeadingKeys'))];
}

function ofTransaction(call: LoggedCall, place: Place): readonly Right[] {
  return list(call, 'Actions').map((action) => {
    const [kind = '', key = ''] = action.split(' ');
    return right(ACTIONS[kind] ?? kind, tableArn(call, place), [key]);
  });
}

function right(action: string, resource: string, leadingKeys: readonly string[]): Right {
  return { action: `dynamodb:${action}`, resource, context: { 'dynamodb:LeadingKeys': [...leadingKeys] } };
}

function tableArn(call: LoggedCall, { region, account }: Place): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${parameter(call, 'TableName')}`;
}
