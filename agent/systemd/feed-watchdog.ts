import { notifySystemd, watchdogIntervalMs } from './notify-systemd';

/** What the feeding of the watchdog needs. */
export interface WatchdogOptions {
  /** Whether the agent does its work; systemd restarts it, and the service bound to it, when this stays false. */
  readonly isHealthy: () => boolean;
  readonly onFault: (error: unknown) => void;
  readonly signal: AbortSignal;
  /** @default - what systemd asks for; it is not fed where systemd does not watch */
  readonly everyMs?: number;
  /** @default - systemd is told */
  readonly notify?: (state: 'WATCHDOG=1') => Promise<void>;
}

/** Tells systemd at half of its limit that the agent is healthy, until the signal is aborted. Never overlaps itself. */
export function feedWatchdog(options: WatchdogOptions): void {
  const { isHealthy, onFault, signal } = options;
  const everyMs = options.everyMs ?? watchdogIntervalMs();
  if (everyMs === undefined || signal.aborted) {
    return;
  }
  const notify = options.notify ?? notifySystemd;
  let isTelling = false;
  const feed = () => {
    if (isTelling || !isHealthy()) {
      return;
    }
    isTelling = true;
    notify('WATCHDOG=1')
      .catch(onFault)
      .finally(() => {
        isTelling = false;
      });
  };
  const timer = setInterval(feed, everyMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  feed();
}
