/** @throws AggregateError of the faults, if there are any; its message begins with what they befell, if that is said. */
export function throwAll(faults: readonly unknown[], what = ''): void {
  if (faults.length > 0) {
    throw new AggregateError(faults, what + faults.map(String).join('; '));
  }
}
