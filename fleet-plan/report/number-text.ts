/** A multiple, e.g. `1.050`. */
export function ratio(value: number): string {
  return value.toFixed(3);
}

/** A fraction as percent, e.g. `7.0 %`. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
