import type { FaultList, NumberRule, Unchecked } from './fault-list';

/** Returns the members that are numbers as their rules demand, and notes a fault for each other one. */
export function readNumbers<Key extends string>(
  source: Unchecked,
  rules: Readonly<Record<Key, NumberRule>>,
  faults: FaultList,
  prefix = '',
): Partial<Record<Key, number>> {
  const numbers: Partial<Record<Key, number>> = {};
  for (const key of Object.keys(rules) as Key[]) {
    numbers[key] = faults.number(source, key, rules[key], prefix + key);
  }
  return numbers;
}

/** An `undefined` member means the default, as if it were not there. */
export function withoutAbsent(source: Unchecked): Unchecked {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined));
}
