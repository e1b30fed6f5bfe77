import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ACTOR_INDEX, OWNER_INDEX, PARTITION_KEY, SORT_KEY } from '../core/table/table-schema';
import { expressionFaults, type Scope } from './strict-expressions';

type Item = Readonly<Record<string, AttributeValue>>;

/** What requests to DynamoDB hold, as far as it is looked at; one action of a transaction is a request of its own. */
export interface Request extends Scope {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly TransactItems?: readonly Readonly<Record<string, Request>>[];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MOST_ACTIONS = 100;
const TRANSACTION_BYTES = 4 * 1024 * 1024;
const ITEM_BYTES = 400 * 1024;
const LEAST_NUMBER = 1e-130;
const MOST_NUMBER = 9.99e125;
const KEY_BYTES: Readonly<Record<string, number>> = {
  [PARTITION_KEY]: 2048,
  [SORT_KEY]: 1024,
  [ACTOR_INDEX.partitionKey]: 2048,
  [OWNER_INDEX.partitionKey]: 2048,
};

/** Lets the client refuse what DynamoDB refuses and the emulator takes. */
export function withStrictRequests(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next) => (args) => {
      const faults = requestFaults(args.input as Request);
      if (faults.length > 0) {
        throw new Error(`DynamoDB refuses this: ${faults.join('; ')}`);
      }
      return next(args);
    },
    { step: 'initialize', name: 'strictRequests' },
  );
  return client;
}

/** Returns why DynamoDB refuses a request whatever the table holds. */
export function requestFaults(request: Request): readonly string[] {
  const actions = request.TransactItems?.flatMap((action) => Object.values(action));
  return actions ? [...actions.flatMap(requestFaults), ...transactionFaults(actions)] : singleFaults(request);
}

function transactionFaults(actions: readonly Request[]): readonly string[] {
  const items = actions.map(({ TableName, Key, Item }) => {
    const key = Key ?? Item;
    return JSON.stringify([TableName, key?.[PARTITION_KEY], key?.[SORT_KEY]]);
  });
  return [
    ...(actions.length > MOST_ACTIONS ? [`${actions.length} actions in one transaction`] : []),
    ...(new Set(items).size < items.length ? ['two actions of one transaction on the same item'] : []),
    ...(bytesOf(actions) > TRANSACTION_BYTES ? ['more than 4 MB in one transaction'] : []),
  ];
}

function singleFaults(request: Request): readonly string[] {
  const { Item, Key, IndexName, ConsistentRead } = request;
  return [
    ...expressionFaults(request),
    ...(IndexName && ConsistentRead ? [`a consistent read of the index ${IndexName}`] : []),
    ...(Item && bytesOf(Item) > ITEM_BYTES ? ['an item of more than 400 KB'] : []),
    ...keyFaults({ ...Item, ...Key, ...assigned(request) }),
    ...numberFaults({ ...Item, ...request.ExpressionAttributeValues }),
    ...filterFaults(request),
  ];
}

/** Keys of the table and its indexes are texts with something in them. */
function keyFaults(item: Item): readonly string[] {
  return Object.entries(KEY_BYTES).flatMap(([name, most]) => {
    const value = item[name];
    const isKey =
      value === undefined || (value.S !== undefined && value.S !== '' && Buffer.byteLength(value.S) <= most);
    return isKey ? [] : [`${JSON.stringify(value)} as the key ${name}`];
  });
}

/** Numbers that are too small or too large, however deep they lie. */
function numberFaults(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([type, inner]) => {
    if (type !== 'N' || typeof inner !== 'string') {
      return numberFaults(inner);
    }
    const size = Math.abs(Number(inner));
    return size === 0 || (size >= LEAST_NUMBER && size <= MOST_NUMBER) ? [] : [`the number ${inner}`];
  });
}

/** What an update sets at the top of the item. */
function assigned({ UpdateExpression = '', ExpressionAttributeNames: names = {}, ...rest }: Request): Item {
  const pairs = [...UpdateExpression.matchAll(/(?<![.\]])(#\w+) = (:\w+)/g)];
  const { ExpressionAttributeValues: values = {} } = rest;
  return Object.fromEntries(
    pairs.flatMap(([, name = '', value = '']) => {
      const attribute = values[value];
      return attribute ? [[names[name] ?? name, attribute]] : [];
    }),
  );
}

/** A filter sees no key of what is queried. */
function filterFaults({ FilterExpression = '', IndexName, ExpressionAttributeNames: names = {} }: Request) {
  const index = [ACTOR_INDEX, OWNER_INDEX].find(({ name }) => name === IndexName);
  const keys = index ? [index.partitionKey, index.sortKey] : [PARTITION_KEY, SORT_KEY];
  const seen = (FilterExpression.match(/#\w+/g) ?? []).map((name) => names[name] ?? '');
  return seen.filter((name) => keys.includes(name)).map((name) => `a filter on the key ${name}`);
}

/** A little more than DynamoDB counts. */
function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
