import { InvalidArgumentError } from 'commander';

/** Context values by name. */
export type ContextValues = Readonly<Record<string, string>>;

/** Returns the values with one more, given as `name=value`. @throws InvalidArgumentError when the text is no pair. */
export function addContextValue(text: string, before: ContextValues): ContextValues {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new InvalidArgumentError('Give a name and a value, e.g. nodes=3.');
  }
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
