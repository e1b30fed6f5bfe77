/** By type of record, the member that keeps records together that are read together. */
export type ShardKeyRules = Readonly<Record<string, string>>;

/** What Appwrite's records are kept together by. */
export const APPWRITE_SHARD_KEYS: ShardKeyRules = { user: 'userId', project: 'projectId', document: '$collectionId' };

/** Members that name a record of a type without a rule, the first that is there. */
const ID_MEMBERS = ['$id', 'id'];

/**
 * Returns the key by which a record finds its shard: the member that its type's rule names; for a type without a rule the
 * record's `$id` or `id`, or the record itself when it is a text. Give it to `shardOf`. O(1).
 * @throws Error when that member is missing or no key: another key would put the record into a shard where nobody looks
 */
export function shardKeyOf(
  type: string,
  record: string | Readonly<Record<string, unknown>>,
  rules: ShardKeyRules = APPWRITE_SHARD_KEYS,
): string {
  const member = Object.hasOwn(rules, type) ? rules[type] : undefined;
  if (typeof record === 'string') {
    return wholeKey(type, record, member);
  }
  const members = member === undefined ? ID_MEMBERS : [member];
  const found = members.map((name) => keyText(record?.[name])).find((text) => text !== undefined);
  if (found === undefined) {
    throw new Error(
      `A record of type '${type}' has no shard key: ${members.join(' or ')} is missing or no key. ` +
        'Set it to a text that is not empty, or to a whole number.',
    );
  }
  return found;
}

function wholeKey(type: string, key: string, member: string | undefined): string {
  if (member !== undefined) {
    throw new Error(`A record of type '${type}' is sharded by ${member}, but only a text was given. Give the record.`);
  }
  if (key === '') {
    throw new Error(`The key of type '${type}' is empty. Give a text that is not empty.`);
  }
  return key;
}

/** A whole number counts as its digits; one that a double cannot hold exactly might be another record's. */
function keyText(value: unknown): string | undefined {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    return String(value);
  }
  return typeof value === 'string' && value !== '' ? value : undefined;
}
