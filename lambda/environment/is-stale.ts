/** A tick event older than this is ignored: a newer one has come, or will (Law 5). */
export const STALE_AFTER_MS = 2 * 60_000;

/** An event as EventBridge hands it over, as far as it matters when it was sent. */
export interface TimedEvent {
  /** ISO 8601, whole seconds. */
  readonly time?: string;
}

/** Whether the event was sent too long ago to act on. One without a readable time is taken as new. */
export function isStale(event: TimedEvent, nowMs: number): boolean {
  const sentMs = Date.parse(event.time ?? '');
  return nowMs - sentMs > STALE_AFTER_MS;
}
