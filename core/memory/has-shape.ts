import { isObject } from '../policy/fault-list';

/** An example of a member that may be absent. */
export class Optional {
  constructor(readonly example: unknown) {}
}

/**
 * Whether a value of JSON is made like an example: the same members, numbers that are finite, texts. An array of one example may have any
 * length, a longer one has just that; an empty one, and a member that is `undefined`, say nothing of what may be there.
 */
export function hasShape(value: unknown, example: unknown): boolean {
  if (example instanceof Optional) {
    return value === undefined || hasShape(value, example.example);
  }
  if (example === undefined) {
    return true;
  }
  if (typeof example === 'number') {
    return Number.isFinite(value);
  }
  if (Array.isArray(example)) {
    return Array.isArray(value) && hasShapes(value, example);
  }
  if (typeof example === 'object' && example !== null) {
    return isObject(value) && Object.entries(example).every(([key, member]) => hasShape(value[key], member));
  }
  return typeof value === typeof example;
}

function hasShapes(values: readonly unknown[], examples: readonly unknown[]): boolean {
  const [first] = examples;
  if (examples.length === 1 && typeof first === 'number') {
    return values.every(Number.isFinite);
  }
  if (examples.length <= 1) {
    return values.every((value) => hasShape(value, first));
  }
  return values.length === examples.length && values.every((value, index) => hasShape(value, examples[index]));
}
