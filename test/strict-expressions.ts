import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Lets the client refuse what DynamoDB refuses and the emulator takes: parentheses that change no precedence.
 *
 * @see https://github.com/getmoto/moto/issues/9574
 */
export function withStrictExpressions(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next) => (args) => {
      for (const expression of expressionsIn(args.input)) {
        if (hasRedundantParentheses(expression)) {
          throw new Error(`the expression has redundant parentheses: ${expression}`);
        }
      }
      return next(args);
    },
    { step: 'initialize', name: 'strictExpressions' },
  );
  return client;
}

function expressionsIn(input: unknown): readonly string[] {
  if (typeof input !== 'object' || input === null) {
    return [];
  }
  return Object.entries(input).flatMap(([name, value]) =>
    name.endsWith('Expression') && typeof value === 'string' ? [value] : expressionsIn(value),
  );
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
