import { Token } from 'aws-cdk-lib';

/** Returns the paths of the members that are only known at deployment, e.g. `rules[0].target`, in order. */
export function unresolvedMembers(value: unknown, at = ''): string[] {
  if (Token.isUnresolved(value)) {
    return [at];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => unresolvedMembers(item, `${at}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, member]) =>
      unresolvedMembers(member, at === '' ? name : `${at}.${name}`),
    );
  }
  return [];
}
