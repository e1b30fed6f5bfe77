const POLL_MS = 250;

/**
 * Returns options for a Node program that we start as a process group: it ends, with its group, when our process is gone. Our
 * own signal and exit handlers do the same sooner, but nothing of ours runs when we are killed.
 */
export function endWithUs(): readonly string[] {
  const watch = `setInterval(() => process.ppid === ${process.pid} || process.kill(-process.pid, 'SIGKILL'), ${POLL_MS}).unref();`;
  return ['--import', `data:text/javascript,${encodeURIComponent(watch)}`];
}
