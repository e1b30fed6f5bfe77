import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Expressions of one request, or of one action of a transaction, with what they mean. */
export interface Scope {
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
}

const MOST_BYTES = 4096;
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'SET', 'REMOVE', 'ADD', 'DELETE']);

/**
 * Returns why DynamoDB refuses the expressions: some 600 names are reserved, so each must have a placeholder; placeholders must be
 * used and defined, paths of an update must not overlap, and parentheses must change something.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
 * @see https://github.com/getmoto/moto/issues/9574
 */
export function expressionFaults(scope: Scope): readonly string[] {
  const { KeyConditionExpression, FilterExpression, ProjectionExpression, ConditionExpression, UpdateExpression } =
    scope;
  const parts = [KeyConditionExpression, FilterExpression, ProjectionExpression, ConditionExpression, UpdateExpression];
  const expressions = parts.filter((part) => part !== undefined);
  const used = new Set(expressions.join(' ').match(/[#:]\w+/g));
  const defined = Object.keys({ ...scope.ExpressionAttributeNames, ...scope.ExpressionAttributeValues });
  return [
    ...expressions.flatMap((expression) => bareNames(expression).map((name) => `${name} without a placeholder`)),
    ...[...used].filter((name) => !defined.includes(name)).map((name) => `${name} is not defined`),
    ...defined.filter((name) => !used.has(name)).map((name) => `${name} is not used`),
    ...overlaps(UpdateExpression ?? '').map((path) => `two changes of ${path}`),
    ...expressions.filter(hasRedundantParentheses).map((text) => `redundant parentheses: ${text}`),
    ...expressions.filter((text) => Buffer.byteLength(text) > MOST_BYTES).map(() => 'an expression of more than 4 KB'),
  ];
}

/** Words that are neither placeholders nor keywords nor functions. */
function bareNames(expression: string): readonly string[] {
  const words = expression.match(/(?<![#:\w])[A-Za-z_]\w*(?!\w|\s*\()/g) ?? [];
  return words.filter((word) => !KEYWORDS.has(word.toUpperCase()));
}

/** Paths that an update changes twice, or whole and in part. */
function overlaps(expression: string): readonly string[] {
  const clauses = expression.split(/\b(?:SET|REMOVE|ADD|DELETE)\b/);
  const paths = clauses.flatMap((clause) =>
    clause.split(/,(?![^(]*\))/).flatMap((change) => change.trim().match(/^[#\w.[\]]+/) ?? []),
  );
  return paths.filter((path, at) => paths.some((other, place) => place < at && isWithin(path, other)));
}

function isWithin(one: string, other: string): boolean {
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
}

/** Whether some parentheses are neither those of a function or a list nor around an OR beside an AND or after a NOT. */
export function hasRedundantParentheses(expression: string): boolean {
  for (let start = expression.indexOf('('); start >= 0; start = expression.indexOf('(', start + 1)) {
    const before = expression.slice(0, start).trimEnd();
    const isList = /\bIN$/.test(before);
    const isCall = /\w$/.test(expression.slice(0, start)) && !/\b(AND|OR|NOT)$/.test(before);
    if (isList || isCall) {
      continue;
    }
    const end = closing(expression, start);
    const after = expression.slice(end + 1).trimStart();
    const isBound = /\b(AND|NOT)$/.test(before) || after.startsWith('AND');
    if (!isBound || !hasOr(expression.slice(start + 1, end))) {
      return true;
    }
  }
  return false;
}

function closing(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    depth += { '(': 1, ')': -1 }[text[at] ?? ''] ?? 0;
    if (depth === 0) {
      return at;
    }
  }
  return text.length;
}

/** Whether there is an OR outside of all parentheses. */
function hasOr(text: string): boolean {
  let outside = text;
  for (let shorter = ''; shorter !== outside; ) {
    shorter = outside;
    outside = outside.replace(/\([^()]*\)/g, '');
  }
  return /\bOR\b/.test(outside);
}
