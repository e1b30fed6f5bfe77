import type { DrainCause } from '../../core/fleet/node';
import { DRAIN_CAUSES } from '../../core/table/parse-control';
import { PARTITION_KEY } from '../../core/table/table-schema';
import { toAttributes } from './dynamodb-item';

/** A condition of a write to a node's control item, with the names and values that it uses. */
export interface ControlCondition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: ReturnType<typeof toAttributes>;
}

/** Returns the condition that a control item says what was read of it, see `parseControl`; `undefined` is no word at all. */
export function controlCondition(cause: DrainCause | undefined): ControlCondition {
  if (cause === undefined) {
    return {
      ConditionExpression: 'attribute_not_exists(#cause)',
      ExpressionAttributeNames: { '#cause': 'cause' },
    };
  }
  return cause === 'operator' ? operatorOrUnreadable() : isCause(cause);
}

function isCause(cause: DrainCause): ControlCondition {
  return {
    ConditionExpression: '#cause = :cause',
    ExpressionAttributeNames: { '#cause': 'cause' },
    ExpressionAttributeValues: toAttributes({ ':cause': cause }),
  };
}

/** A cause that nobody can read counts as an operator's: else no command and no controller could ever replace it. */
function operatorOrUnreadable(): ControlCondition {
  const others = DRAIN_CAUSES.filter((cause) => cause !== 'operator').map(
    (cause, index) => [`:other${index}`, cause] as const,
  );
  const names = others.map(([name]) => name).join(', ');
  return {
    ConditionExpression: `attribute_exists(#pk) AND (attribute_not_exists(#cause) OR NOT #cause IN (${names}))`,
    ExpressionAttributeNames: { '#cause': 'cause', '#pk': PARTITION_KEY },
    ExpressionAttributeValues: toAttributes(Object.fromEntries(others)),
  };
}
