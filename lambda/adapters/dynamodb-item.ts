import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ConditionalUpdate } from '../../core/table/shard-update';

/** An item, key or set of expression values as DynamoDB wants it. */
export type AttributeMap = Record<string, AttributeValue>;

/**
 * Returns plain values as DynamoDB attributes; absent members stay absent. A number beyond what JavaScript counts exactly is written as it is:
 * as an error, what one metric made of a counter that wrapped around would stop the decisions about all services.
 */
export function toAttributes(value: object): AttributeMap {
  return marshall(value, { removeUndefinedValues: true, allowImpreciseNumbers: true });
}

/**
 * Returns a stored item as plain values; the caller says of which type, because our handlers alone write the table. A number beyond what
 * JavaScript counts exactly loses digits: as a `bigint`, or as an error, it would stop whoever reads the item.
 */
export function fromAttributes<Item>(attributes: AttributeMap): Item {
  return unmarshall(attributes, { wrapNumbers: Number }) as Item;
}

/** Returns a pure update as the members that UpdateItem and TransactWriteItems share. */
export function toUpdate(update: ConditionalUpdate) {
  return {
    Key: toAttributes(update.Key),
    UpdateExpression: update.UpdateExpression,
    ConditionExpression: update.ConditionExpression,
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames },
    ExpressionAttributeValues: toAttributes(update.ExpressionAttributeValues),
  };
}
