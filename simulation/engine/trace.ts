/** The last lines of a schedule: one a step, with time, who, what and its outcome. */
export class Trace {
  private readonly lines: string[] = [];

  add(nowMs: number, who: string, what: string, outcome: string): void {
    const time = (nowMs / 1000).toFixed(3).padStart(8);
    this.lines.push(`${time} s  ${who.padEnd(14)} ${what.padEnd(34)} ${outcome}`.trimEnd());
  }

  last(count: number): readonly string[] {
    return this.lines.slice(-count);
  }
}

/** Returns a value in a few words. */
export function brief(value: unknown): string {
  if (value === undefined || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return value === undefined ? '' : String(value);
  }
  if (value instanceof Error) {
    return `${value.name}: ${value.message}`;
  }
  const text = JSON.stringify(value, (_key, inner) => (inner instanceof Map ? [...inner.values()] : inner)) ?? '';
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
