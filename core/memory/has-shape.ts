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
  // Nearly all that is looked at.
  if (typeof example === 'number') {
    return Number.isFinite(value);
  }
  if (example instanceof Optional) {
    return value === undefined || hasShape(value, example.example);
  }
  if (example === undefined) {
    return true;
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
  if (examples.length <= 1) {
    return values.every((value) => hasShape(value, examples[0]));
  }
  return values.length === examples.length && values.every((value, index) => hasShape(value, examples[index]));
}
