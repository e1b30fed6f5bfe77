const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
const UNIT_STEP = 1000;

/** Returns bytes for people, e.g. `1.5 GB`. */
export function renderBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= UNIT_STEP && unit < BYTE_UNITS.length - 1) {
    value /= UNIT_STEP;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** Returns a number of things, e.g. `1 shard`, `2 shards`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Returns a span of time for people, e.g. `45 s`, `12 min`, `3.5 h`. */
export function renderSpan(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Returns a time as ISO text in UTC without its milliseconds. */
export function renderTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Returns up to `limit` words and how many were left out. */
export function renderList(words: readonly string[], limit = 5): string {
  const more = words.length - limit;
  return more > 0 ? `${words.slice(0, limit).join(', ')} and ${more} more` : words.join(', ');
}
