import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What systemd can be told. */
export type SystemdState = 'READY=1' | 'STOPPING=1' | 'WATCHDOG=1' | `STATUS=${string}`;

type Environment = Readonly<Record<string, string | undefined>>;

/** The program waits until systemd has taken the message in. */
const LIMIT_MS = 5_000;

const execute = promisify(execFile);

/**
 * Tells systemd the agent's state; does nothing where systemd does not listen. Node has no datagram sockets of the unix
 * domain, so a program of systemd says it, from a process of its own: the unit needs `NotifyAccess=all`.
 *
 * @throws Error when the program is missing or systemd does not answer
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd-notify.html
 */
export async function notifySystemd(state: SystemdState, environment: Environment = process.env): Promise<void> {
  if (environment.NOTIFY_SOCKET) {
    await execute('systemd-notify', [state], { env: environment, timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  }
}

/**
 * Every how many milliseconds systemd must hear of the process: half of its limit. `undefined` when it does not watch.
 * @see https://www.freedesktop.org/software/systemd/man/latest/sd_watchdog_enabled.html
 */
export function watchdogIntervalMs(environment: Environment = process.env): number | undefined {
  const limitMicroseconds = Number(environment.WATCHDOG_USEC ?? '');
  return environment.NOTIFY_SOCKET && limitMicroseconds > 0 ? limitMicroseconds / 2 / 1000 : undefined;
}
